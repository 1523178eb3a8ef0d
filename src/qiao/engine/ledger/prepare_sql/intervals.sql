-- Balances in CNY fen; a foreign one is cut where the rate changes and each day rounded half up (away from zero).
WITH translated AS (
  SELECT client_no, account_no, product_no, from_day, to_day, cents AS fen FROM steps WHERE currency = 'CNY'
  UNION ALL
  SELECT s.client_no, s.account_no, s.product_no, GREATEST(s.from_day, r.from_day), LEAST(s.to_day, r.to_day),
         CAST(SIGN(s.cents) * ((2 * ABS(CAST(s.cents AS HUGEINT)) * r.micro + 1000000 * r.units) // (2000000 * r.units)) AS BIGINT)
  FROM steps s
  JOIN rates r ON r.currency = s.currency AND r.from_day < s.to_day AND r.to_day > s.from_day
   AND ABS(CAST(s.cents AS HUGEINT)) * r.micro <= CAST(10000000000000000 AS HUGEINT) * 1000000 * r.units
  WHERE s.currency <> 'CNY'
)
SELECT client_no, account_no, product_no, from_day, to_day, fen FROM translated
ORDER BY client_no, account_no, from_day
