-- The bank's total of one window by product, straight from the intervals: no client, no share has a part in it.
SELECT i.product_no,
       SUM(CAST(GREATEST(i.fen, 0) * (LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start)) AS DECIMAL(38,0))) AS positive,
       SUM(CAST(GREATEST(-i.fen, 0) * (LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start)) AS DECIMAL(38,0))) AS overdrawn
FROM intervals i
WHERE i.from_day < $stop AND i.to_day > $start
GROUP BY i.product_no
