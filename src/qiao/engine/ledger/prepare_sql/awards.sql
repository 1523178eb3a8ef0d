-- Awards that somebody approved, points in hundredths.
SELECT m.manager_no, w.award_id, w.indicator, w.reason, CAST(w.date - DATE '1970-01-01' AS INTEGER) AS day, CAST(w.points * 100 AS BIGINT) AS points
FROM e_awards w JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = w.manager_id
WHERE w.approved_by IS NOT NULL
ORDER BY m.manager_no, day, w.award_id
