-- The bank's total of the flows taken by kind and product: no client, no share has a part in it.
SELECT f.kind, f.product_no, SUM(CAST(f.fen AS DECIMAL(38,0))) AS fen, SUM(CAST(f.usd_cents AS DECIMAL(38,0))) AS usd_cents
FROM flows_taken f
GROUP BY f.kind, f.product_no
