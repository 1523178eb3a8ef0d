-- Balances as steps in the account's own cents: from a row until the next one that differs, or the closing day.
WITH raw AS (
  SELECT a.client_no, a.account_no, a.product_no, a.currency, a.closed_day,
         CAST(b.date - DATE '1970-01-01' AS INTEGER) AS day, CAST(b.balance * 100 AS BIGINT) AS cents
  FROM e_balances b JOIN accounts a ON a.account_id = b.account_id
), changes AS (
  SELECT * FROM (
    SELECT *, LAG(cents, 1, CAST(0 AS BIGINT)) OVER (PARTITION BY account_no ORDER BY day) AS before FROM raw
  ) WHERE cents <> before
), steps AS (
  SELECT *, COALESCE(LEAD(day) OVER (PARTITION BY account_no ORDER BY day), closed_day) AS next_day FROM changes
)
SELECT client_no, account_no, product_no, currency, day AS from_day, LEAST(next_day, closed_day) AS to_day, cents
FROM steps
WHERE cents <> 0 AND day < LEAST(next_day, closed_day)
