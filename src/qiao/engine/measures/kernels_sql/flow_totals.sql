-- The bank's total of the flows taken by class: no client, no share has a part in it.
SELECT f.class_no, SUM(CAST(f.cents AS DECIMAL(38,0))) AS cents
FROM flows_taken f
GROUP BY f.class_no
