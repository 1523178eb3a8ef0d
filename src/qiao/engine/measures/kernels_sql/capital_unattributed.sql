-- Economic capital × days that no share covers.
SELECT k.client_no,
       SUM(CAST(k.fen AS DECIMAL(38,0)) * (LEAST(k.to_day, s.to_day, $stop) - GREATEST(k.from_day, s.from_day, $start)) * (10000 - s.assigned_bp)) AS numerator,
       COUNT(*) AS row_count
FROM capital k
JOIN spans s ON s.client_no = k.client_no AND s.from_day < k.to_day AND s.to_day > k.from_day
WHERE k.from_day < $stop AND k.to_day > $start AND s.from_day < $stop AND s.to_day > $start AND s.assigned_bp < 10000
GROUP BY k.client_no
