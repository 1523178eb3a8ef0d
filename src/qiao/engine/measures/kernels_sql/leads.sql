-- The lead manager (主办) of every client on one day.
SELECT h.client_no, h.manager_no
FROM shares h
WHERE h.is_lead = 1 AND h.from_day <= $day AND h.to_day > $day
