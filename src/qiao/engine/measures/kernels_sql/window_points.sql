-- The bank's total of one window by product, from what accounts had at its end and at its start: no client, no share has a part in it.
SELECT b.product_no, SUM(CASE WHEN b.day = $stop THEN b.positive ELSE -b.positive END) AS positive,
       SUM(CASE WHEN b.day = $stop THEN b.overdrawn ELSE -b.overdrawn END) AS overdrawn
FROM points b
WHERE b.day = $stop OR b.day = $start
GROUP BY b.product_no
