-- All time of every client, cut on each day on which its assignments change; assigned_bp is what managers hold of it.
WITH edges AS (
  SELECT client_no, from_day AS day FROM assigned
  UNION SELECT client_no, to_day FROM assigned
  UNION SELECT client_no, CAST(DATE '1800-01-01' - DATE '1970-01-01' AS INTEGER) FROM clients
), cuts AS (
  SELECT client_no, day AS from_day,
         COALESCE(LEAD(day) OVER (PARTITION BY client_no ORDER BY day), CAST(DATE '9999-01-02' - DATE '1970-01-01' AS INTEGER)) AS to_day
  FROM edges
)
SELECT s.client_no, s.from_day, s.to_day, CAST(COALESCE(SUM(a.bp), 0) AS INTEGER) AS assigned_bp
FROM cuts s
LEFT JOIN assigned a ON a.client_no = s.client_no AND a.from_day < s.to_day AND a.to_day > s.from_day
GROUP BY s.client_no, s.from_day, s.to_day
ORDER BY s.client_no, s.from_day
