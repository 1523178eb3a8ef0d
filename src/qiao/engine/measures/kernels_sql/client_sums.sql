-- Balance sums of whole clients, whoever manages them.
SELECT e.measure_no, a.client_no,
       SUM(CASE WHEN e.side = 'positive' THEN a.positive ELSE a.overdrawn END * e.coefficient) AS amount,
       SUM(a.row_count) AS row_count
FROM account_sums a
JOIN selection e ON e.product_no = a.product_no AND e.win = a.win
WHERE e.mode = 'whole'
GROUP BY e.measure_no, a.client_no
