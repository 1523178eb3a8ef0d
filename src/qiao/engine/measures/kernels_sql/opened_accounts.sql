-- Accounts of one type opened in a window and not closed on or before its last day, by client.
SELECT a.client_no, COUNT(*) AS accounts
FROM accounts a
WHERE a.account_type = $account_type AND a.opened_day >= $start AND a.opened_day < $stop AND a.closed_day >= $stop
GROUP BY a.client_no
