-- One referral.
SELECT NULL AS client_no, NULL AS account_no, i.day AS from_day, i.day + 1 AS to_day, i.client_id, 1 AS amount
FROM referrals i WHERE i.referral_id = $subject
