-- Balances of the last day that count for a manager, of accounts of class $five_class or worse.
SELECT i.client_no, i.account_no, GREATEST(i.from_day, h.from_day, $start) AS from_day, LEAST(i.to_day, h.to_day, $stop) AS to_day,
       i.fen, h.bp, {coefficient} AS coefficient,
       CAST({counted} AS DECIMAL(38,0)) * (LEAST(i.to_day, h.to_day, $stop) - GREATEST(i.from_day, h.from_day, $start)) * {coefficient} * h.bp AS amount
FROM shares h
JOIN intervals i ON i.client_no = h.client_no AND i.from_day < h.to_day AND i.to_day > h.from_day
JOIN products p ON p.product_no = i.product_no
JOIN status s ON s.account_no = i.account_no AND s.from_day < $stop AND s.to_day >= $stop AND s.five_class >= $five_class
WHERE h.manager_no = $manager AND h.from_day < $stop AND h.to_day > $start AND i.from_day < $stop AND i.to_day > $start AND {counted} > 0
{narrow}
ORDER BY i.client_no, i.account_no, from_day
