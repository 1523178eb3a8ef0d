-- Clients, new ones numbered after those known, by their identifiers; what no measure asks is kept for people to see.
SELECT CAST(COALESCE(k.client_no, (SELECT COALESCE(MAX(client_no), 0) FROM known_clients)
         + ROW_NUMBER() OVER (PARTITION BY k.client_no IS NULL ORDER BY c.client_id)) AS INTEGER) AS client_no, c.client_id, name, group_id,
       CAST(opened_on - DATE '1970-01-01' AS INTEGER) AS opened_day, uscc, industry, scale, region
FROM e_clients c LEFT JOIN known_clients k ON k.client_id = c.client_id
ORDER BY client_no
