-- Accounts, new ones numbered after those known, by client and identifier; closed_day is far away for an open account.
SELECT CAST(COALESCE(k.account_no, (SELECT COALESCE(MAX(account_no), 0) FROM known_accounts)
         + ROW_NUMBER() OVER (PARTITION BY k.account_no IS NULL ORDER BY c.client_no, a.account_id)) AS INTEGER) AS account_no, a.account_id, c.client_no, p.product_no,
       a.currency, a.account_type,
       CAST(a.opened_on - DATE '1970-01-01' AS INTEGER) AS opened_day,
       CAST(COALESCE(a.closed_on, DATE '9999-01-01') - DATE '1970-01-01' AS INTEGER) AS closed_day,
       CAST(a.matures_on - DATE '1970-01-01' AS INTEGER) AS matures_day, a.limit_id
FROM e_accounts a
JOIN clients c ON c.client_id = a.client_id
JOIN products p ON p.product_code = a.product_code
LEFT JOIN known_accounts k ON k.account_id = a.account_id
ORDER BY c.client_no, account_no
