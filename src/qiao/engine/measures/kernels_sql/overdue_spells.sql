-- Overdue spells that touch the window: first day in it, highest overdue days in it, and the lead on that first day.
SELECT h.manager_no, o.client_no, o.account_no, o.day, o.overdue_days
FROM (
  SELECT s.client_no, s.account_no, s.spell_from, GREATEST(s.spell_from, $start) AS day, MAX(s.overdue_days) AS overdue_days
  FROM status s
  WHERE s.overdue_days > 0 AND s.from_day < $stop AND s.to_day > $start
  GROUP BY s.client_no, s.account_no, s.spell_from
) o
LEFT JOIN shares h ON h.client_no = o.client_no AND h.is_lead = 1 AND h.from_day <= o.day AND h.to_day > o.day
