-- The bank's total of one kind of flows in a window by product, straight from the rows.
SELECT f.kind, f.product_no, SUM(CAST(f.fen AS DECIMAL(38,0))) AS fen, SUM(CAST(f.usd_cents AS DECIMAL(38,0))) AS usd_cents
FROM flow_rows f
WHERE f.kind = $kind AND f.day >= $start AND f.day < $stop
GROUP BY f.kind, f.product_no
