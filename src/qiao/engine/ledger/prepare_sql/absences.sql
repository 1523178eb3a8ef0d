-- Absences as half-open intervals.
SELECT m.manager_no, CAST(x.from_date - DATE '1970-01-01' AS INTEGER) AS from_day,
       CAST(COALESCE(x.to_date + 1, DATE '9999-01-01') - DATE '1970-01-01' AS INTEGER) AS to_day
FROM e_absences x JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = x.manager_id
ORDER BY m.manager_no, from_day
