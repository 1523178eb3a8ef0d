-- Approved awards of one indicator dated in the window.
SELECT w.manager_no, w.award_id, w.day, w.points FROM awards w WHERE w.indicator = $indicator AND w.day >= $start AND w.day < $stop
