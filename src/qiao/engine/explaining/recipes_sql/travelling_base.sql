-- Last year's balances of whole clients × the manager's share-days of this period.
SELECT i.client_no, i.account_no, GREATEST(i.from_day, $start) AS from_day, LEAST(i.to_day, $stop) AS to_day,
       i.fen, d.bp_days AS bp, {coefficient} AS coefficient,
       CAST({counted} AS DECIMAL(38,0)) * (LEAST(i.to_day, $stop) - GREATEST(i.from_day, $start)) * {coefficient} * d.bp_days AS amount
FROM (
  SELECT h.client_no, SUM(CAST(h.bp AS DECIMAL(38,0)) * (LEAST(h.to_day, $period_stop) - GREATEST(h.from_day, $period_start))) AS bp_days
  FROM shares h
  WHERE h.manager_no = $manager AND h.from_day < $period_stop AND h.to_day > $period_start
  GROUP BY h.client_no
) d
JOIN intervals i ON i.client_no = d.client_no
JOIN products p ON p.product_no = i.product_no
WHERE i.from_day < $stop AND i.to_day > $start AND {counted} > 0
{narrow}
ORDER BY i.client_no, i.account_no, from_day
