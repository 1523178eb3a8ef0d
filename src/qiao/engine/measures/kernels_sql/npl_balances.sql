-- The balance of each newly non-performing account on the day on which it became so.
SELECT i.account_no, n.day, i.fen
FROM intervals i
JOIN npl_turns n ON n.client_no = i.client_no AND n.account_no = i.account_no AND n.day >= i.from_day AND n.day < i.to_day
