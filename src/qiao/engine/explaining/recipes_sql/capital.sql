-- Days of economic capital that count for a manager.
SELECT i.client_no, NULL AS account_no, GREATEST(i.from_day, h.from_day, $start) AS from_day, LEAST(i.to_day, h.to_day, $stop) AS to_day,
       i.fen, h.bp, 1 AS coefficient,
       CAST(i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, h.to_day, $stop) - GREATEST(i.from_day, h.from_day, $start)) * h.bp AS amount
FROM shares h
JOIN capital i ON i.client_no = h.client_no AND i.from_day < h.to_day AND i.to_day > h.from_day
WHERE h.manager_no = $manager AND h.from_day < $stop AND h.to_day > $start AND i.from_day < $stop AND i.to_day > $start
{narrow}
ORDER BY i.client_no, from_day
