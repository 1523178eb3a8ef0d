-- Rows of managers, numbered by manager; a row holds from from_day until the manager's next row.
SELECT CAST(DENSE_RANK() OVER (ORDER BY manager_id) AS INTEGER) AS manager_no, manager_id,
       CAST(COALESCE(from_date, DATE '1800-01-01') - DATE '1970-01-01' AS INTEGER) AS from_day,
       name, branch_id, team, grade,
       CAST(in_post_from - DATE '1970-01-01' AS INTEGER) AS in_post_from, CAST(in_post_to - DATE '1970-01-01' AS INTEGER) AS in_post_to
FROM e_managers
ORDER BY manager_no, from_day
