-- What nobody has of each client: the part of the balance sum that no share covers.
SELECT e.measure_no, a.client_no,
       SUM(CASE WHEN e.side = 'positive' THEN a.positive ELSE a.overdrawn END * e.coefficient * (10000 - s.assigned_bp)) AS numerator,
       SUM(a.row_count) AS row_count
FROM account_sums a
JOIN selection e ON e.product_no = a.product_no AND e.win = a.win
JOIN spans s ON s.client_no = a.client_no AND s.from_day = a.span_from
WHERE e.mode = 'attributed' AND s.assigned_bp < 10000
GROUP BY e.measure_no, a.client_no
