-- The same balances from the kept sums: what stood on the day before the edge.
SELECT b.account_no, n.day, b.fen
FROM edge_sums b
JOIN npl_turns n ON n.client_no = b.client_no AND n.account_no = b.account_no AND n.day + 1 = b.day
WHERE b.standing > 0
