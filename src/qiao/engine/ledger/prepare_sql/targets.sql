-- Targets in ten-thousandths.
SELECT m.manager_no, t.period, t.indicator, CAST(t.target * 10000 AS BIGINT) AS target
FROM e_targets t JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = t.manager_id
ORDER BY m.manager_no, t.period, t.indicator
