-- Branches.
SELECT branch_id, name, parent_id FROM e_branches ORDER BY branch_id
