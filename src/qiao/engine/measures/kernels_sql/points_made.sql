-- The same sums up to the days that `edges` names for a client, made from the intervals.
SELECT i.client_no, i.account_no, i.product_no, e.day,
       SUM(CASE WHEN i.fen > 0 THEN CAST(i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, e.day) - i.from_day) ELSE 0 END) AS positive,
       SUM(CASE WHEN i.fen < 0 THEN CAST(-i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, e.day) - i.from_day) ELSE 0 END) AS overdrawn,
       COUNT(*) AS begun, SUM(CASE WHEN i.to_day <= e.day THEN 1 ELSE 0 END) AS ended,
       SUM(CASE WHEN i.to_day >= e.day THEN i.fen ELSE 0 END) AS fen, SUM(CASE WHEN i.to_day >= e.day THEN 1 ELSE 0 END) AS standing
FROM intervals i
JOIN edges e ON e.client_no = i.client_no AND e.day > i.from_day
GROUP BY i.client_no, i.account_no, i.product_no, e.day
