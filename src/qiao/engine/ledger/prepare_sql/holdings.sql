-- Products held by clients: a row for each day of last use that was ever reported, one without a day where there is none.
SELECT c.client_no, p.product_no, CAST(h.from_date - DATE '1970-01-01' AS INTEGER) AS from_day,
       CAST(COALESCE(h.to_date + 1, DATE '9999-01-01') - DATE '1970-01-01' AS INTEGER) AS to_day,
       CAST(u.last_used_on - DATE '1970-01-01' AS INTEGER) AS used_day
FROM e_holdings h
JOIN clients c ON c.client_id = h.client_id
JOIN products p ON p.product_code = h.product_code
LEFT JOIN e_holding_uses u ON u.client_id = h.client_id AND u.product_code = h.product_code AND u.from_date = h.from_date
ORDER BY c.client_no, p.product_no, from_day, used_day
