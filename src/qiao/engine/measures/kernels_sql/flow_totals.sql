-- The bank's flow totals of a window by kind and product, straight from the rows.
SELECT f.kind, f.product_no, SUM(CAST(f.fen AS DECIMAL(38,0))) AS fen, SUM(CAST(f.usd_cents AS DECIMAL(38,0))) AS usd_cents
FROM flows f
WHERE f.day >= $start AND f.day < $stop
GROUP BY f.kind, f.product_no
