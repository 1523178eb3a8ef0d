-- Balance sums of every account over one window, cut where the client's shares change: what it had at the end of each part less
-- what it had at its start. The same rows as account_sums, without reading the intervals.
SELECT x.win, x.client_no, x.span_from, x.account_no, x.product_no, x.positive, x.overdrawn, x.row_count FROM (
  SELECT $win AS win, p.client_no, p.span_from, b.account_no, b.product_no,
         SUM(CASE WHEN b.day = p.stop_day THEN b.positive ELSE -b.positive END) AS positive,
         SUM(CASE WHEN b.day = p.stop_day THEN b.overdrawn ELSE -b.overdrawn END) AS overdrawn,
         SUM(CASE WHEN b.day = p.stop_day THEN b.begun ELSE -b.ended END) AS row_count
  FROM points b
  JOIN (
    SELECT s.client_no, s.from_day AS span_from, GREATEST(s.from_day, $start) AS start_day, LEAST(s.to_day, $stop) AS stop_day
    FROM spans s WHERE s.from_day < $stop AND s.to_day > $start
  ) p ON p.client_no = b.client_no AND (b.day = p.start_day OR b.day = p.stop_day)
  GROUP BY p.client_no, p.span_from, b.account_no, b.product_no
) x
WHERE x.row_count > 0
