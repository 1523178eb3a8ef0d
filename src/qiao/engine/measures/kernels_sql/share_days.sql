-- Share × days of each manager in each client over a window, in basis-point days.
SELECT h.client_no, h.manager_no, SUM(CAST(h.bp AS DECIMAL(38,0)) * (LEAST(h.to_day, $stop) - GREATEST(h.from_day, $start))) AS bp_days
FROM shares h
WHERE h.from_day < $stop AND h.to_day > $start
GROUP BY h.client_no, h.manager_no
