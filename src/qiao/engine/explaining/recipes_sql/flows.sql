-- Flows that count for a manager: amount × the share on the flow's date.
SELECT i.client_no, i.account_no, i.day AS from_day, i.day + 1 AS to_day, {flow_amount} AS fen, h.bp, 1 AS coefficient,
       CAST({flow_amount} AS DECIMAL(38,0)) * h.bp AS amount, i.flow_id
FROM shares h
JOIN flows i ON i.client_no = h.client_no AND i.day >= h.from_day AND i.day < h.to_day
WHERE h.manager_no = $manager AND i.day >= $start AND i.day < $stop AND i.kind IN ({kinds}) AND i.product_no IN ({products})
{narrow}
ORDER BY i.client_no, i.account_no NULLS FIRST, from_day, i.flow_id
