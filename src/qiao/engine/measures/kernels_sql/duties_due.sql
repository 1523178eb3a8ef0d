-- Duties of one kind due in the window, with the client's lead on the due date.
SELECT h.manager_no, d.client_no, d.duty_id, d.day, d.in_time
FROM duties d
LEFT JOIN shares h ON h.client_no = d.client_no AND h.is_lead = 1 AND h.from_day <= d.day AND h.to_day > d.day
WHERE d.kind = $kind AND d.day >= $start AND d.day < $stop
