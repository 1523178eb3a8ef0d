-- Assignments as they were given, kept for people to see; what a run reads are spans and shares.
SELECT client_no, manager_no, from_day, to_day, bp, is_lead, inherited FROM assigned ORDER BY client_no, from_day, manager_no
