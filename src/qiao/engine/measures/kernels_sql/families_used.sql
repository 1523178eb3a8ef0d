-- How many product families a client holds on the last day and has used since $used_from.
SELECT u.client_no, COUNT(*) AS families
FROM (
  SELECT h.client_no, p.family
  FROM holdings h
  JOIN products p ON p.product_no = h.product_no
  WHERE h.from_day < $stop AND h.to_day >= $stop AND h.used_day >= $used_from AND h.used_day < $stop
  GROUP BY h.client_no, p.family
) u
GROUP BY u.client_no
