-- Economic capital in fen, each row holding until the client's next; 0 before the first.
WITH raw AS (
  SELECT c.client_no, CAST(k.date - DATE '1970-01-01' AS INTEGER) AS from_day, CAST(k.economic_capital * 100 AS BIGINT) AS fen
  FROM e_capital k JOIN clients c ON c.client_id = k.client_id
)
SELECT client_no, from_day,
       COALESCE(LEAD(from_day) OVER (PARTITION BY client_no ORDER BY from_day), CAST(DATE '9999-01-02' - DATE '1970-01-01' AS INTEGER)) AS to_day, fen
FROM raw
ORDER BY client_no, from_day
