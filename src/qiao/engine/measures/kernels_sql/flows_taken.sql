-- Flows of every kind that a measure asks for, in a window: read once, for the bank's total and for what each manager has of it.
SELECT f.kind, f.product_no, f.client_no, f.day, f.fen, f.usd_cents
FROM flow_rows f
WHERE f.kind IN (SELECT e.kind FROM flow_selection e) AND f.day >= $start AND f.day < $stop
