-- Credit lines in the cents of their own currency; to_day is far away for one without an end.
SELECT c.client_no, l.limit_id, l.kind, CAST(l.amount * 100 AS BIGINT) AS cents, l.currency,
       CAST(l.from_date - DATE '1970-01-01' AS INTEGER) AS from_day,
       CAST(COALESCE(l.to_date + 1, DATE '9999-01-01') - DATE '1970-01-01' AS INTEGER) AS to_day
FROM e_limits l JOIN clients c ON c.client_id = l.client_id
ORDER BY c.client_no, l.limit_id
