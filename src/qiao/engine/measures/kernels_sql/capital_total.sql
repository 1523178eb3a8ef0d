-- The bank's economic capital × days, straight from its rows.
SELECT SUM(CAST(k.fen AS DECIMAL(38,0)) * (LEAST(k.to_day, $stop) - GREATEST(k.from_day, $start))) AS total
FROM capital k
WHERE k.from_day < $stop AND k.to_day > $start
