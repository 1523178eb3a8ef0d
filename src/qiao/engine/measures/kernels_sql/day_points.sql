-- The bank's total of the one day before $stop by product: no client, no share has a part in it.
SELECT b.product_no, SUM(CAST(GREATEST(b.fen, 0) AS DECIMAL(38,0))) AS positive, SUM(CAST(GREATEST(-b.fen, 0) AS DECIMAL(38,0))) AS overdrawn
FROM points b
WHERE b.day = $stop
GROUP BY b.product_no
