-- Loan status as steps, each with the class just before it (1 without a row) and the first day of its overdue spell.
WITH raw AS (
  SELECT a.client_no, a.account_no, a.product_no, CAST(s.date - DATE '1970-01-01' AS INTEGER) AS from_day, a.closed_day,
         s.five_class, s.overdue_days, COALESCE(s.exempted, FALSE) AS exempted
  FROM e_loan_status s JOIN accounts a ON a.account_id = s.account_id
), steps AS (
  SELECT *, COALESCE(LAG(five_class) OVER w, 1) AS class_before, COALESCE(LAG(overdue_days) OVER w, 0) AS overdue_before,
         LEAST(COALESCE(LEAD(from_day) OVER w, closed_day), closed_day) AS to_day
  FROM raw WINDOW w AS (PARTITION BY account_no ORDER BY from_day)
), spells AS (
  SELECT *, MAX(CASE WHEN overdue_days > 0 AND overdue_before = 0 THEN from_day END)
              OVER (PARTITION BY account_no ORDER BY from_day ROWS UNBOUNDED PRECEDING) AS started
  FROM steps
)
SELECT client_no, account_no, product_no, from_day, to_day, five_class, class_before, overdue_days,
       CASE WHEN exempted THEN 1 ELSE 0 END AS exempted, CASE WHEN overdue_days > 0 THEN started END AS spell_from
FROM spells
WHERE from_day < to_day
ORDER BY client_no, account_no, from_day
