-- Balances in CNY fen; a foreign one is cut where the rate changes and each day rounded half up (away from zero).
-- A step's first and last rate are looked up by day and those between counted up: to hold every rate against every step
-- takes longer than all the rest.
WITH numbered AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY from_day) AS n FROM rates
), reached AS (
  SELECT s.*, COALESCE(f.n, 1) AS first, l.n AS last
  FROM (SELECT *, to_day - 1 AS last_day FROM steps WHERE currency <> 'CNY') s
  ASOF LEFT JOIN numbered f ON f.currency = s.currency AND f.from_day <= s.from_day
  ASOF JOIN numbered l ON l.currency = s.currency AND l.from_day <= s.last_day
), cut AS (
  SELECT client_no, account_no, product_no, currency, from_day, to_day, cents, UNNEST(range(first, last + 1)) AS n FROM reached
), translated AS (
  SELECT client_no, account_no, product_no, from_day, to_day, cents AS fen FROM steps WHERE currency = 'CNY'
  UNION ALL
  SELECT s.client_no, s.account_no, s.product_no, GREATEST(s.from_day, r.from_day), LEAST(s.to_day, r.to_day),
         rounded(s.cents, r.micro, 1000000 * r.units)
  FROM cut s JOIN numbered r ON r.currency = s.currency AND r.n = s.n
  WHERE ABS(CAST(s.cents AS HUGEINT)) * r.micro <= CAST(10000000000000000 AS HUGEINT) * 1000000 * r.units
)
SELECT client_no, account_no, product_no, from_day, to_day, fen FROM translated
ORDER BY client_no, account_no, from_day
