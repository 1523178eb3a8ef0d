-- What each manager has of each client's flows: amount × share on the flow's date.
SELECT e.measure, h.manager_no, f.client_no,
       SUM(CAST(CASE WHEN e.currency = 'USD' THEN f.usd_cents ELSE f.fen END AS DECIMAL(38,0)) * h.bp) AS numerator, COUNT(*) AS row_count
FROM flows_taken f
JOIN flow_selection e ON e.kind = f.kind AND e.product_no = f.product_no
JOIN shares h ON h.client_no = f.client_no AND h.from_day <= f.day AND h.to_day > f.day
GROUP BY e.measure, h.manager_no, f.client_no
