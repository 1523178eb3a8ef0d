-- Calendar months of a window in which a client has a positive flow of one kind.
SELECT f.client_no, f.month
FROM flow_rows f
WHERE f.kind = $kind AND f.day >= $start AND f.day < $stop AND f.cents > 0
GROUP BY f.client_no, f.month
