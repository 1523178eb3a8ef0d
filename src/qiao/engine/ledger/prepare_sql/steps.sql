-- Balances as steps in the account's own cents: from a row until the next one that differs, or the closing day.
-- Rows are put in order once; each then looks at its neighbours only, which takes no further sorting.
WITH told AS (
  SELECT a.account_no, CAST(b.date - DATE '1970-01-01' AS INTEGER) AS day, CAST(b.balance * 100 AS BIGINT) AS cents
  FROM e_balances b JOIN accounts a ON a.account_id = b.account_id
  ORDER BY a.account_no, day
), beside AS (
  SELECT *, CASE WHEN LAG(account_no) OVER () = account_no THEN LAG(cents) OVER () ELSE 0 END AS before FROM told
), changes AS (
  SELECT account_no, day, cents FROM beside WHERE cents <> before
), steps AS (
  SELECT *, CASE WHEN LEAD(account_no) OVER () = account_no THEN LEAD(day) OVER () END AS next_day FROM changes
)
SELECT a.client_no, a.account_no, a.product_no, a.currency, s.day AS from_day, LEAST(s.next_day, a.closed_day) AS to_day, s.cents
FROM steps s JOIN accounts a ON a.account_no = s.account_no
WHERE s.cents <> 0 AND s.day < LEAST(s.next_day, a.closed_day)
