-- Product families held on the last day and used lately.
SELECT i.client_no, NULL AS account_no, MIN(i.from_day) AS from_day, MAX(i.used_day) + 1 AS to_day, 1 AS amount, p.family
FROM holdings i
JOIN products p ON p.product_no = i.product_no
WHERE i.from_day < $stop AND i.to_day >= $stop AND i.used_day >= $used_from AND i.used_day < $stop
{narrow}
GROUP BY i.client_no, p.family
ORDER BY i.client_no, p.family
