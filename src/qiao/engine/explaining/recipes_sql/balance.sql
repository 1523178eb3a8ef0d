-- The balance of an account on one day.
SELECT i.client_no, i.account_no, i.from_day, i.to_day, i.fen, i.fen AS amount
FROM intervals i
WHERE i.from_day <= $day AND i.to_day > $day
{narrow}
ORDER BY i.account_no
