-- Referrals that were accepted and were active after 90 days.
SELECT m.manager_no, r.referral_id, r.client_id, CAST(r.accepted_on - DATE '1970-01-01' AS INTEGER) AS day
FROM e_referrals r JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = r.manager_id
WHERE r.accepted_on IS NOT NULL AND r.active_after_90_days
ORDER BY m.manager_no, day, r.referral_id
