-- One row a client, whoever manages it: balances on the last day and their sums over the window, contribution of the window
-- and of the one a year earlier, the last flow, foreign settlement. All whole numbers: fen, fen × days, days since 1970-01-01.
WITH sums AS (
  SELECT i.client_no,
    SUM(CASE WHEN b.deposit = 1 AND i.from_day < $stop AND i.to_day >= $stop THEN GREATEST(i.fen, 0) ELSE 0 END) AS deposits,
    SUM(CASE WHEN b.deposit = 1 THEN CAST(GREATEST(i.fen, 0) AS HUGEINT) ELSE 0 END
        * GREATEST(LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start), 0)) AS deposit_days,
    SUM(CASE WHEN b.deposit = 1 THEN CAST(GREATEST(i.fen, 0) AS HUGEINT) ELSE 0 END
        * GREATEST(LEAST(i.to_day, $stop_before) - GREATEST(i.from_day, $start_before), 0)) AS deposit_days_before,
    SUM(CASE WHEN i.from_day < $stop AND i.to_day >= $stop
             THEN CASE WHEN b.loan = 1 THEN GREATEST(i.fen, 0) ELSE 0 END + CASE WHEN b.overdraft = 1 THEN GREATEST(-i.fen, 0) ELSE 0 END ELSE 0 END) AS loans,
    SUM((CASE WHEN b.loan = 1 THEN CAST(GREATEST(i.fen, 0) AS HUGEINT) ELSE 0 END + CASE WHEN b.overdraft = 1 THEN CAST(GREATEST(-i.fen, 0) AS HUGEINT) ELSE 0 END)
        * GREATEST(LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start), 0)) AS loan_days
  FROM intervals i JOIN booked b ON b.product_no = i.product_no
  WHERE i.from_day < $stop AND i.to_day > $start_before
  GROUP BY i.client_no
), brought AS (
  SELECT f.client_no, MAX(f.day) AS last_flow_day,
    SUM(CASE WHEN f.day >= $start THEN s.sign * f.fen ELSE 0 END) AS contribution,
    SUM(CASE WHEN f.day >= $start_before AND f.day < $stop_before THEN s.sign * f.fen ELSE 0 END) AS contribution_before,
    MAX(CASE WHEN f.day >= $start AND f.kind = 'international_settlement' AND f.cents > 0 THEN 1 ELSE 0 END) AS settles_abroad,
    MAX(CASE WHEN f.day >= $start AND s.sign IS NOT NULL THEN 1 ELSE 0 END) AS has_contribution,
    MAX(CASE WHEN f.day >= $start AND s.sign IS NOT NULL AND f.fen IS NULL THEN 1 ELSE 0 END) AS lacks_rate,
    MAX(CASE WHEN f.day >= $start_before AND f.day < $stop_before AND s.sign IS NOT NULL AND f.fen IS NULL THEN 1 ELSE 0 END) AS lacked_rate
  FROM flows f LEFT JOIN signs s ON s.kind = f.kind
  WHERE f.day < $stop
  GROUP BY f.client_no
), unknown AS (
  SELECT a.client_no, MAX(CASE WHEN u.to_day > $start THEN 1 ELSE 0 END) AS lacks_now,
    MAX(CASE WHEN u.from_day < $stop_before THEN 1 ELSE 0 END) AS lacked_before
  FROM untranslated u JOIN accounts a ON a.account_id = u.id
  WHERE u.source = 'balances' AND u.from_day < $stop AND u.to_day > $start_before
  GROUP BY a.client_no
)
SELECT c.client_id,
  CASE WHEN COALESCE(u.lacks_now, 0) = 0 THEN CAST(COALESCE(s.deposits, 0) AS BIGINT) END AS deposits,
  CASE WHEN COALESCE(u.lacks_now, 0) = 0 THEN CAST((2 * COALESCE(s.deposit_days, 0) + $days) // (2 * $days) AS BIGINT) END AS deposit_average,
  CASE WHEN COALESCE(u.lacked_before, 0) = 0
       THEN CAST((2 * COALESCE(s.deposit_days_before, 0) + $days_before) // (2 * $days_before) AS BIGINT) END AS deposit_average_before,
  CASE WHEN COALESCE(u.lacks_now, 0) = 0 THEN CAST(COALESCE(s.loans, 0) AS BIGINT) END AS loans,
  CASE WHEN COALESCE(u.lacks_now, 0) = 0 THEN CAST((2 * COALESCE(s.loan_days, 0) + $days) // (2 * $days) AS BIGINT) END AS loan_average,
  CASE WHEN COALESCE(b.lacks_rate, 0) = 0 THEN CAST(COALESCE(b.contribution, 0) AS BIGINT) END AS contribution,
  CASE WHEN COALESCE(b.lacked_rate, 0) = 0 THEN CAST(COALESCE(b.contribution_before, 0) AS BIGINT) END AS contribution_before,
  COALESCE(b.has_contribution, 0) = 1 AS has_contribution,
  CAST(b.last_flow_day AS INTEGER) AS last_flow_day,
  COALESCE(b.settles_abroad, 0) = 1 AS settles_abroad
FROM clients c
LEFT JOIN sums s ON s.client_no = c.client_no
LEFT JOIN brought b ON b.client_no = c.client_no
LEFT JOIN unknown u ON u.client_no = c.client_no
ORDER BY c.client_id
