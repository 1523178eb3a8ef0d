-- Loan status rows of an account.
SELECT i.client_no, i.account_no, i.from_day, i.to_day, i.five_class, i.overdue_days, i.exempted, 1 AS amount
FROM status i
WHERE i.from_day < $stop AND i.to_day > $start
{narrow}
ORDER BY i.account_no, i.from_day
