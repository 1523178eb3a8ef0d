-- What could not be translated to CNY (no rate on or before the day, or too large): a run that needs it is refused.
-- Only the steps that the currency's highest rate makes too large are held against every rate.
WITH first AS (
  SELECT currency, MIN(from_day) AS from_day, MAX(micro) AS most, MIN(units) AS least FROM rates GROUP BY currency
), large AS MATERIALIZED (
  SELECT s.account_no, s.currency, s.from_day, s.to_day, s.cents FROM steps s JOIN first f ON f.currency = s.currency
  WHERE s.currency <> 'CNY' AND ABS(CAST(s.cents AS HUGEINT)) * f.most > CAST(10000000000000000 AS HUGEINT) * 1000000 * f.least
)
SELECT 'balances' AS source, a.account_id AS id, s.currency, s.from_day, LEAST(s.to_day, COALESCE(f.from_day, s.to_day)) AS to_day
FROM steps s JOIN accounts a ON a.account_no = s.account_no LEFT JOIN first f ON f.currency = s.currency
WHERE s.currency <> 'CNY' AND (f.from_day IS NULL OR f.from_day > s.from_day)
UNION ALL
SELECT 'balances', a.account_id, s.currency, GREATEST(s.from_day, r.from_day), LEAST(s.to_day, r.to_day)
FROM large s JOIN accounts a ON a.account_no = s.account_no
JOIN rates r ON r.currency = s.currency AND r.from_day < s.to_day AND r.to_day > s.from_day
WHERE ABS(CAST(s.cents AS HUGEINT)) * r.micro > CAST(10000000000000000 AS HUGEINT) * 1000000 * r.units
UNION ALL
SELECT 'flows', flow_id, currency, day, day + 1 FROM flows WHERE fen IS NULL
ORDER BY 1, 2, 4
