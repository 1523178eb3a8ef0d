-- What each manager has of each client: balance sum × coefficient × share, for every measure that selects the account.
SELECT e.measure_no, h.manager_no, a.client_no,
       SUM(CASE WHEN e.side = 'positive' THEN a.positive ELSE a.overdrawn END * e.coefficient * h.bp) AS numerator,
       SUM(a.row_count) AS row_count
FROM account_sums a
JOIN selection e ON e.product_no = a.product_no AND e.win = a.win
JOIN shares h ON h.client_no = a.client_no AND h.from_day = a.span_from
WHERE e.mode = 'attributed'
GROUP BY e.measure_no, h.manager_no, a.client_no
