-- Duties: when due and whether done by then.
SELECT c.client_no, d.duty_id, d.kind, CAST(d.due_on - DATE '1970-01-01' AS INTEGER) AS day,
       CASE WHEN d.done_on <= d.due_on THEN 1 ELSE 0 END AS in_time
FROM e_duties d JOIN clients c ON c.client_id = d.client_id
ORDER BY c.client_no, day, d.duty_id
