-- The bank's total of one window by product, straight from the intervals: no client, no share has a part in it.
SELECT i.product_no,
       SUM(CASE WHEN i.fen > 0 THEN CAST(i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start)) ELSE 0 END) AS positive,
       SUM(CASE WHEN i.fen < 0 THEN CAST(-i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start)) ELSE 0 END) AS overdrawn
FROM intervals i
WHERE i.from_day < $stop AND i.to_day > $start
GROUP BY i.product_no
