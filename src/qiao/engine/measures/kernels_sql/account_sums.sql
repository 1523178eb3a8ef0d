-- Balance sums (积数) of every account over one window, cut where the client's shares change: above zero, and below it.
SELECT $win AS win, s.client_no, s.from_day AS span_from, i.account_no, i.product_no,
       SUM(CASE WHEN i.fen > 0 THEN CAST(i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, s.to_day, $stop) - GREATEST(i.from_day, s.from_day, $start)) ELSE 0 END) AS positive,
       SUM(CASE WHEN i.fen < 0 THEN CAST(-i.fen AS DECIMAL(38,0)) * (LEAST(i.to_day, s.to_day, $stop) - GREATEST(i.from_day, s.from_day, $start)) ELSE 0 END) AS overdrawn,
       COUNT(*) AS row_count
FROM intervals i
JOIN spans s ON s.client_no = i.client_no AND s.from_day < i.to_day AND s.to_day > i.from_day
WHERE i.from_day < $stop AND i.to_day > $start AND s.from_day < $stop AND s.to_day > $start
GROUP BY s.client_no, s.from_day, i.account_no, i.product_no
