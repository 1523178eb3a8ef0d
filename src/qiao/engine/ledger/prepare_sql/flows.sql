-- Flows with their value in CNY fen at their own date's rate, and in USD cents at that date's USD rate (NULL
-- without one, or where it does not fit).
WITH raw AS (
  SELECT f.flow_id, c.client_no, a.account_no, p.product_no, f.kind, f.currency,
         CAST(f.date - DATE '1970-01-01' AS INTEGER) AS day,
         CAST(EXTRACT(YEAR FROM f.date) * 12 + EXTRACT(MONTH FROM f.date) - 1 AS INTEGER) AS month,
         CAST(f.amount * 100 AS BIGINT) AS cents
  FROM e_flows f
  JOIN clients c ON c.client_id = f.client_id
  LEFT JOIN accounts a ON a.account_id = f.account_id
  LEFT JOIN products p ON p.product_code = f.product_code
), days AS (
  SELECT d.currency, d.day, x.micro, x.units
  FROM (SELECT DISTINCT currency, CAST(date - DATE '1970-01-01' AS INTEGER) AS day FROM e_flows WHERE currency <> 'CNY') d
  ASOF JOIN rates x ON x.currency = d.currency AND x.from_day <= d.day
), usd_days AS (
  SELECT d.day, u.micro, u.units
  FROM (SELECT DISTINCT CAST(date - DATE '1970-01-01' AS INTEGER) AS day FROM e_flows) d
  ASOF JOIN (SELECT * FROM rates WHERE currency = 'USD') u ON u.from_day <= d.day
), in_cny AS (
  SELECT r.*, CASE
      WHEN r.currency = 'CNY' OR r.cents = 0 THEN r.cents
      WHEN ABS(CAST(r.cents AS HUGEINT)) * x.micro <= CAST(10000000000000000 AS HUGEINT) * 1000000 * x.units
        THEN rounded(r.cents, x.micro, 1000000 * x.units)
    END AS fen
  FROM raw r LEFT JOIN days x ON x.currency = r.currency AND x.day = r.day
)
SELECT n.client_no, n.account_no, COALESCE(n.product_no, -1) AS product_no, n.day, n.month, n.kind, n.flow_id, n.currency, n.cents, n.fen,
       CASE
         WHEN n.currency = 'USD' THEN n.cents
         WHEN n.fen = 0 THEN 0
         WHEN ABS(CAST(n.fen AS HUGEINT)) * 1000000 * u.units <= CAST(10000000000000000 AS HUGEINT) * u.micro
           THEN rounded(n.fen, 1000000 * u.units, u.micro)
       END AS usd_cents
FROM in_cny n LEFT JOIN usd_days u ON u.day = n.day
ORDER BY n.client_no, n.day, n.flow_id
