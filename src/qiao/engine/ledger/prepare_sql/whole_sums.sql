-- The balance sums of a whole ledger, from the intervals after which another month comes (`crossed`), with the totals of their
-- accounts up to them: a row for the first day of each month from the account's first interval on; see sums for what it says.
WITH months AS (
  SELECT *, UNNEST(range(month_of(from_day) + 1, month_of(next_day) + 1)) AS month FROM crossed
), days AS (
  SELECT *, CAST(day_of(month) AS INTEGER) AS day FROM months
), cut AS (
  SELECT *, CAST(counted_to - LEAST(counted_to, day) AS HUGEINT) AS later FROM days
)
SELECT client_no, account_no, product_no, day,
       CAST(CAST(positive_high AS HUGEINT) * 4294967296 + positive_low - GREATEST(fen, 0) * later AS DECIMAL(38,0)) AS positive,
       CAST(CAST(overdrawn_high AS HUGEINT) * 4294967296 + overdrawn_low - GREATEST(-fen, 0) * later AS DECIMAL(38,0)) AS overdrawn,
       CAST(begun AS INTEGER) AS begun, CAST(begun - CASE WHEN to_day > day THEN 1 ELSE 0 END AS INTEGER) AS ended,
       CASE WHEN to_day >= day THEN fen ELSE 0 END AS fen, CASE WHEN to_day >= day THEN 1 ELSE 0 END AS standing
FROM cut
ORDER BY day, client_no, account_no
