-- Flows of one kind of a client in a window (reversals left out).
SELECT i.client_no, i.account_no, i.day AS from_day, i.day + 1 AS to_day, i.cents AS fen, 1 AS amount, i.flow_id
FROM flows i
WHERE i.kind = $kind AND i.day >= $start AND i.day < $stop AND i.cents >= $least
{narrow}
ORDER BY i.client_no, i.day, i.flow_id
