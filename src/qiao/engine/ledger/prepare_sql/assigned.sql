-- Assignments as half-open intervals with the share in basis points.
SELECT c.client_no, m.manager_no,
       CAST(a.from_date - DATE '1970-01-01' AS INTEGER) AS from_day,
       CAST(COALESCE(a.to_date + 1, DATE '9999-01-01') - DATE '1970-01-01' AS INTEGER) AS to_day,
       CAST(a.share * 10000 AS INTEGER) AS bp, CASE WHEN a.role = 'lead' THEN 1 ELSE 0 END AS is_lead,
       CASE WHEN a.inherited THEN 1 ELSE 0 END AS inherited
FROM e_assignments a
JOIN clients c ON c.client_id = a.client_id
JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = a.manager_id
