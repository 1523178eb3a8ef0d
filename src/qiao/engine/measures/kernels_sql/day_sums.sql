-- What every account has on the one day before $stop: account_sums of a window of one day, without reading the intervals.
SELECT $win AS win, s.client_no, s.from_day AS span_from, b.account_no, b.product_no,
       CAST(GREATEST(b.fen, 0) AS DECIMAL(38,0)) AS positive, CAST(GREATEST(-b.fen, 0) AS DECIMAL(38,0)) AS overdrawn, b.standing AS row_count
FROM points b
JOIN spans s ON s.client_no = b.client_no AND s.from_day < $stop AND s.to_day >= $stop
WHERE b.day = $stop AND b.standing > 0
