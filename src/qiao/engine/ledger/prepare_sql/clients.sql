-- Clients, numbered in the order of their identifiers; what no measure asks is kept for people to see.
SELECT CAST(ROW_NUMBER() OVER (ORDER BY client_id) AS INTEGER) AS client_no, client_id, name, group_id,
       CAST(opened_on - DATE '1970-01-01' AS INTEGER) AS opened_day, uscc, industry, scale, region
FROM e_clients
ORDER BY client_no
