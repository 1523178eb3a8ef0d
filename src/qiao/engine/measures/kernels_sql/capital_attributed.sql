-- Economic capital (经济资本) × days × share of each manager and client.
SELECT h.manager_no, k.client_no,
       SUM(CAST(k.fen AS DECIMAL(38,0)) * (LEAST(k.to_day, h.to_day, $stop) - GREATEST(k.from_day, h.from_day, $start)) * h.bp) AS numerator,
       COUNT(*) AS row_count
FROM capital k
JOIN shares h ON h.client_no = k.client_no AND h.from_day < k.to_day AND h.to_day > k.from_day
WHERE k.from_day < $stop AND k.to_day > $start AND h.from_day < $stop AND h.to_day > $start
GROUP BY h.manager_no, k.client_no
