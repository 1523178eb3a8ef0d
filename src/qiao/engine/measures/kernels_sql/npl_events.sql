-- Newly non-performing accounts with their balance on that day and the client's lead on that day (NULL where there is none).
SELECT h.manager_no, t.client_no, t.account_no, t.day, CASE WHEN b.fen IS NULL THEN 0 ELSE b.fen END AS fen, t.five_class
FROM npl_turns t
LEFT JOIN npl_balances b ON b.account_no = t.account_no AND b.day = t.day
LEFT JOIN shares h ON h.client_no = t.client_no AND h.is_lead = 1 AND h.from_day <= t.day AND h.to_day > t.day
