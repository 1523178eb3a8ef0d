-- What each manager has of each client's flows of a class: amount × share on the flow's date.
SELECT f.class_no, h.manager_no, f.client_no, SUM(CAST(f.cents AS DECIMAL(38,0)) * h.bp) AS numerator, COUNT(*) AS row_count
FROM flows_taken f
JOIN shares h ON h.client_no = f.client_no AND h.from_day <= f.day AND h.to_day > f.day
GROUP BY f.class_no, h.manager_no, f.client_no
