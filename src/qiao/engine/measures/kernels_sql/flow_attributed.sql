-- The same by measure: a measure of one class as it is, one of several classes summed up.
SELECT e.measure_no, s.manager_no, s.client_no, s.numerator, s.row_count
FROM flow_shares s
JOIN flow_selection e ON e.class_no = s.class_no
WHERE e.is_alone = 1
UNION ALL
SELECT e.measure_no, s.manager_no, s.client_no, SUM(s.numerator) AS numerator, SUM(s.row_count) AS row_count
FROM flow_shares s
JOIN flow_selection e ON e.class_no = s.class_no
WHERE e.is_alone = 0
GROUP BY e.measure_no, s.manager_no, s.client_no
