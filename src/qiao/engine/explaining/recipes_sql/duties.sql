-- One duty.
SELECT i.client_no, NULL AS account_no, i.day AS from_day, i.day + 1 AS to_day, i.in_time, 1 AS amount
FROM duties i WHERE i.duty_id = $subject
