-- Flows of one kind by client in a window: those that are no reversal, and those above zero.
SELECT f.client_no, SUM(CASE WHEN f.cents >= 0 THEN 1 ELSE 0 END) AS no_reversals, SUM(CASE WHEN f.cents > 0 THEN 1 ELSE 0 END) AS positive
FROM flow_rows f
WHERE f.kind = $kind AND f.day >= $start AND f.day < $stop
GROUP BY f.client_no
