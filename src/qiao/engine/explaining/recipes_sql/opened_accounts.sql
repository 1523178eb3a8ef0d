-- Accounts of one type opened in the window and open after its last day.
SELECT i.client_no, i.account_no, i.opened_day AS from_day, i.opened_day + 1 AS to_day, 1 AS amount
FROM accounts i
WHERE i.account_type = $account_type AND i.opened_day >= $start AND i.opened_day < $stop AND i.closed_day >= $stop
{narrow}
ORDER BY i.client_no, i.account_no
