-- Balance sums (积数) of an account, as in `sums`, up to its edges (切分日) within a month: the days on which its client's shares
-- change, and the day after its loan was classed worse, so that what stood then is known. They add up over intervals likewise.
SELECT b.client_no, b.account_no, b.product_no, b.day,
       CAST(SUM(b.positive) AS DECIMAL(38,0)) AS positive, CAST(SUM(b.overdrawn) AS DECIMAL(38,0)) AS overdrawn,
       CAST(SUM(b.begun) AS INTEGER) AS begun, CAST(SUM(b.ended) AS INTEGER) AS ended,
       CAST(SUM(b.fen) AS BIGINT) AS fen, CAST(SUM(b.standing) AS INTEGER) AS standing
FROM (
  SELECT i.client_no, i.account_no, i.product_no, e.day,
         CAST(CAST(i.sign * GREATEST(i.fen, 0) AS HUGEINT) * (LEAST(i.to_day, e.day) - i.from_day) AS DECIMAL(38,0)) AS positive,
         CAST(CAST(i.sign * GREATEST(-i.fen, 0) AS HUGEINT) * (LEAST(i.to_day, e.day) - i.from_day) AS DECIMAL(38,0)) AS overdrawn,
         i.sign AS begun, CASE WHEN i.to_day <= e.day THEN i.sign ELSE 0 END AS ended,
         CASE WHEN i.to_day >= e.day THEN i.sign * i.fen ELSE 0 END AS fen, CASE WHEN i.to_day >= e.day THEN i.sign ELSE 0 END AS standing
  FROM edge_intervals i JOIN edge_days e ON e.account_no = i.account_no AND e.client_no = i.client_no AND e.day > i.from_day
  UNION ALL
  SELECT client_no, account_no, product_no, day, positive, overdrawn, begun, ended, fen, standing FROM edge_sums_before
) b
GROUP BY b.client_no, b.account_no, b.product_no, b.day
HAVING SUM(b.begun) > 0
ORDER BY b.client_no, b.account_no, b.day, b.product_no
