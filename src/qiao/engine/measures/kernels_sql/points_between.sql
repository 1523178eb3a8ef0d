-- The kept balance sums up to the days inside a window on which a client's shares change.
SELECT b.client_no, b.account_no, b.product_no, b.day, b.positive, b.overdrawn, b.begun, b.ended, b.fen, b.standing
FROM edge_sums b
JOIN spans s ON s.client_no = b.client_no AND s.from_day = b.day
WHERE b.day > $start AND b.day < $stop
