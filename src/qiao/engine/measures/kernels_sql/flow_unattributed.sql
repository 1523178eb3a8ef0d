-- What nobody has of each client's flows.
SELECT e.measure_no, f.client_no, SUM(CAST(f.cents AS DECIMAL(38,0)) * (10000 - s.assigned_bp)) AS numerator, COUNT(*) AS row_count
FROM flows_taken f
JOIN flow_selection e ON e.class_no = f.class_no
JOIN spans s ON s.client_no = f.client_no AND s.from_day <= f.day AND s.to_day > f.day
WHERE s.assigned_bp < 10000
GROUP BY e.measure_no, f.client_no
