-- Newly non-performing accounts with their balance on that day and the client's lead on that day (NULL where there is none).
SELECT h.manager_no, t.client_no, t.account_no, t.day, CASE WHEN b.fen IS NULL THEN 0 ELSE b.fen END AS fen, t.five_class
FROM npl_turns t
LEFT JOIN (
  SELECT i.account_no, n.day, i.fen
  FROM intervals i
  JOIN npl_turns n ON n.client_no = i.client_no AND n.account_no = i.account_no AND n.day >= i.from_day AND n.day < i.to_day
) b ON b.account_no = t.account_no AND b.day = t.day
LEFT JOIN shares h ON h.client_no = t.client_no AND h.is_lead = 1 AND h.from_day <= t.day AND h.to_day > t.day
