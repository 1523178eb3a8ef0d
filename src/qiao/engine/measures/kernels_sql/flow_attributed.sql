-- What each manager has of each client's flows: amount × share on the flow's date.
SELECT e.measure, h.manager_no, f.client_no,
       SUM(CASE WHEN e.currency = 'USD' THEN f.usd_cents ELSE f.fen END * h.bp) AS numerator, SUM(f.row_count) AS row_count
FROM flow_sums f
JOIN flow_selection e ON e.kind = f.kind AND e.product_no = f.product_no
JOIN shares h ON h.client_no = f.client_no AND h.from_day = f.span_from
GROUP BY e.measure, h.manager_no, f.client_no
