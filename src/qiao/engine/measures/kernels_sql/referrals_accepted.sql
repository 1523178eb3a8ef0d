-- Referrals accepted in the window and active after 90 days.
SELECT r.manager_no, r.client_id, r.referral_id, r.day FROM referrals r WHERE r.day >= $start AND r.day < $stop
