-- Balance sums (积数) up to the first days of the months that begin, of every account of the ledger before: what `sums` says of the last
-- month there, and what the intervals there come to since.
WITH ahead AS (
  SELECT CAST(day_of(month) AS INTEGER) AS day FROM (SELECT UNNEST(range(month_of(was) + 1, month_of(until) + 1)) AS month FROM summed)
), since AS (
  SELECT * FROM old.intervals WHERE to_day > (SELECT was FROM summed)
)
SELECT s.client_no, s.account_no, s.product_no, a.day,
       CAST(s.positive + COALESCE(SUM(CAST(GREATEST(i.fen, 0) AS HUGEINT) * (LEAST(i.to_day, a.day) - s.day)), 0) AS DECIMAL(38,0)) AS positive,
       CAST(s.overdrawn + COALESCE(SUM(CAST(GREATEST(-i.fen, 0) AS HUGEINT) * (LEAST(i.to_day, a.day) - s.day)), 0) AS DECIMAL(38,0)) AS overdrawn,
       s.begun, CAST(s.ended + COALESCE(SUM(CASE WHEN i.to_day <= a.day THEN 1 ELSE 0 END), 0) AS INTEGER) AS ended,
       CAST(COALESCE(SUM(CASE WHEN i.to_day >= a.day THEN i.fen ELSE 0 END), 0) AS BIGINT) AS fen,
       CAST(COALESCE(SUM(CASE WHEN i.to_day >= a.day THEN 1 ELSE 0 END), 0) AS INTEGER) AS standing
FROM old.sums s CROSS JOIN ahead a
LEFT JOIN since i ON i.account_no = s.account_no AND i.client_no = s.client_no AND i.product_no = s.product_no
WHERE s.day = (SELECT was FROM summed)
GROUP BY s.client_no, s.account_no, s.product_no, s.day, a.day, s.positive, s.overdrawn, s.begun, s.ended
