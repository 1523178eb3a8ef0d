-- Balance sums (积数) of the accounts in scope up to, not including, the first day of each month: fen × days of what is above zero and
-- of what is below it, how many intervals have begun before that day and have ended by it, and what stands on the day before.
-- All of it adds up over intervals: what an earlier ledger said changes by its intervals that are gone and by those that are new.
WITH months AS (
  SELECT month, CAST(day_of(month) AS INTEGER) AS first_day, CAST(day_of(month + 1) AS INTEGER) AS next_day
  FROM (SELECT UNNEST(range(month_of(MIN(from_day)), month_of(until - 1) + 1)) AS month FROM intervals_told, sums_until GROUP BY until)
), pieces AS (
  SELECT sign, client_no, account_no, product_no, from_day, to_day, fen,
         UNNEST(range(month_of(from_day), month_of(LEAST(to_day, until) - 1) + 1)) AS month
  FROM intervals_told, sums_until WHERE from_day < until
), cells AS (
  SELECT client_no, account_no, product_no, month,
         SUM(sign * GREATEST(fen, 0) * (LEAST(to_day, next_day) - GREATEST(from_day, first_day))) AS positive,
         SUM(sign * GREATEST(-fen, 0) * (LEAST(to_day, next_day) - GREATEST(from_day, first_day))) AS overdrawn,
         SUM(CASE WHEN from_day >= first_day THEN sign ELSE 0 END) AS begun,
         SUM(CASE WHEN to_day <= next_day THEN sign ELSE 0 END) AS ended,
         SUM(CASE WHEN to_day >= next_day THEN sign * fen ELSE 0 END) AS fen,
         SUM(CASE WHEN to_day >= next_day THEN sign ELSE 0 END) AS standing
  FROM pieces JOIN months USING (month) GROUP BY ALL
), every_month AS (
  SELECT client_no, account_no, product_no, UNNEST(range(first, month_of(until - 1) + 1)) AS month
  FROM (SELECT client_no, account_no, product_no, MIN(month) AS first FROM cells GROUP BY ALL), sums_until
), changes AS (
  SELECT e.client_no, e.account_no, e.product_no, CAST(day_of(e.month + 1) AS INTEGER) AS day,
         SUM(positive) OVER w AS positive, SUM(overdrawn) OVER w AS overdrawn, SUM(begun) OVER w AS begun, SUM(ended) OVER w AS ended, fen, standing
  FROM every_month e LEFT JOIN cells c ON c.account_no = e.account_no AND c.month = e.month AND c.client_no = e.client_no AND c.product_no = e.product_no
  WINDOW w AS (PARTITION BY e.account_no, e.client_no, e.product_no ORDER BY e.month)
), both_told AS (
  SELECT * FROM changes UNION ALL SELECT client_no, account_no, product_no, day, positive, overdrawn, begun, ended, fen, standing FROM sums_before
)
SELECT b.client_no, b.account_no, b.product_no, b.day,
       CAST(COALESCE(SUM(b.positive), 0) AS DECIMAL(38,0)) AS positive, CAST(COALESCE(SUM(b.overdrawn), 0) AS DECIMAL(38,0)) AS overdrawn,
       CAST(COALESCE(SUM(b.begun), 0) AS INTEGER) AS begun, CAST(COALESCE(SUM(b.ended), 0) AS INTEGER) AS ended,
       CAST(COALESCE(SUM(b.fen), 0) AS BIGINT) AS fen, CAST(COALESCE(SUM(b.standing), 0) AS INTEGER) AS standing
FROM both_told b JOIN sums_scope s ON s.account_no = b.account_no AND b.day >= s.since_day
GROUP BY b.client_no, b.account_no, b.product_no, b.day
HAVING COALESCE(SUM(b.begun), 0) > 0
ORDER BY b.day, b.client_no, b.account_no
