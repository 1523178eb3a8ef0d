-- Balance sums of every account over one window, cut where the client's shares change: what it had at the end of each part less
-- what it had at its start, if it was there then. The same rows as account_sums, without reading the intervals.
SELECT $win AS win, p.client_no, p.span_from, e.account_no, e.product_no,
       CASE WHEN b.day IS NULL THEN e.positive ELSE e.positive - b.positive END AS positive,
       CASE WHEN b.day IS NULL THEN e.overdrawn ELSE e.overdrawn - b.overdrawn END AS overdrawn,
       CASE WHEN b.day IS NULL THEN e.begun ELSE e.begun - b.ended END AS row_count
FROM (
  SELECT s.client_no, s.from_day AS span_from, GREATEST(s.from_day, $start) AS start_day, LEAST(s.to_day, $stop) AS stop_day
  FROM spans s WHERE s.from_day < $stop AND s.to_day > $start
) p
JOIN points e ON e.client_no = p.client_no AND e.day = p.stop_day
LEFT JOIN points b ON b.client_no = e.client_no AND b.account_no = e.account_no AND b.product_no = e.product_no AND b.day = p.start_day
WHERE b.day IS NULL OR e.begun > b.ended
