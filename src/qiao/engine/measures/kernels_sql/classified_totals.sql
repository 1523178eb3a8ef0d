-- The bank's total of one day by product, of accounts whose five-class (五级分类) on it is $five_class or worse, straight from the
-- intervals: no client, no share has a part in it.
SELECT i.product_no, SUM(CAST(GREATEST(i.fen, 0) AS DECIMAL(38,0))) AS positive, SUM(CAST(GREATEST(-i.fen, 0) AS DECIMAL(38,0))) AS overdrawn
FROM intervals i
JOIN status s ON s.account_no = i.account_no AND s.from_day <= $day AND s.to_day > $day
WHERE i.from_day <= $day AND i.to_day > $day AND s.five_class >= $five_class
GROUP BY i.product_no
