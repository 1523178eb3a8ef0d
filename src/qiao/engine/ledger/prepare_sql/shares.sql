-- Who holds how much of a client in each of its spans; several rows of one manager add up.
SELECT s.client_no, s.from_day, s.to_day, a.manager_no, CAST(SUM(a.bp) AS INTEGER) AS bp, MAX(a.is_lead) AS is_lead
FROM spans s
JOIN assigned a ON a.client_no = s.client_no AND a.from_day < s.to_day AND a.to_day > s.from_day
GROUP BY s.client_no, s.from_day, s.to_day, a.manager_no
ORDER BY s.client_no, s.from_day, a.manager_no
