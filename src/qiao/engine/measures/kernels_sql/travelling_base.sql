-- The base that travels with the client: its unattributed balance sum × the manager's share-days of the period.
SELECT c.measure_no, d.manager_no, c.client_no, c.amount * d.bp_days AS numerator, c.row_count
FROM client_sums c
JOIN share_days d ON d.client_no = c.client_no
WHERE c.role = 'base'
