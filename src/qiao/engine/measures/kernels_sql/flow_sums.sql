-- Totals of one kind of flows of every client in a window by product, cut where the client's shares change.
SELECT f.client_no, s.from_day AS span_from, f.kind, f.product_no,
       SUM(CAST(f.fen AS DECIMAL(38,0))) AS fen, SUM(CAST(f.usd_cents AS DECIMAL(38,0))) AS usd_cents, COUNT(*) AS row_count
FROM flow_rows f
JOIN spans s ON s.client_no = f.client_no AND s.from_day <= f.day AND s.to_day > f.day
WHERE f.kind = $kind AND f.day >= $start AND f.day < $stop
GROUP BY f.client_no, s.from_day, f.kind, f.product_no
