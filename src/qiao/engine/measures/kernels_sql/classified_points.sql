-- The same total from what accounts had at the end of the day: no client, no share has a part in it.
SELECT b.product_no, SUM(CAST(GREATEST(b.fen, 0) AS DECIMAL(38,0))) AS positive, SUM(CAST(GREATEST(-b.fen, 0) AS DECIMAL(38,0))) AS overdrawn
FROM points b
JOIN status s ON s.account_no = b.account_no AND s.from_day <= $day AND s.to_day > $day
WHERE b.day = $day + 1 AND s.five_class >= $five_class
GROUP BY b.product_no
