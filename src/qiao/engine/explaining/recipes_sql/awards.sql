-- One award, points in hundredths.
SELECT NULL AS client_no, NULL AS account_no, i.day AS from_day, i.day + 1 AS to_day, i.reason, i.points AS amount
FROM awards i WHERE i.award_id = $subject
