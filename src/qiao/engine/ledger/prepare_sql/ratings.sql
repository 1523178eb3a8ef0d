-- Ratings: marks in hundredths (NULL where only a veto was given).
SELECT m.manager_no, r.period, r.item, r.rater_group, COALESCE(r.rater, '') AS rater, CAST(r.score * 100 AS INTEGER) AS score,
       CASE WHEN r.veto THEN 1 ELSE 0 END AS veto
FROM e_ratings r JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_id = r.manager_id
ORDER BY m.manager_no, r.period, r.item, r.rater_group, rater
