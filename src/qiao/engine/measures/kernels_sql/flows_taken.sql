-- Flows that a measure asks for, in a window, each with its class (flows of one class go into the same measures): read once, for
-- the bank's total and for what each manager has of it.
SELECT c.class_no, f.client_no, f.day, CASE WHEN c.currency = 'USD' THEN f.usd_cents ELSE f.fen END AS cents
FROM flows_asked f
JOIN flow_classes c ON c.kind = f.kind AND c.product_no = f.product_no
WHERE f.day >= $start AND f.day < $stop
