-- The client's own row.
SELECT i.client_no, NULL AS account_no, i.opened_day AS from_day, i.opened_day + 1 AS to_day, 1 AS amount
FROM clients i
WHERE i.client_no = $client
