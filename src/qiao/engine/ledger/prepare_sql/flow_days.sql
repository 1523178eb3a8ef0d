-- The same flows by kind and day: what a run asks of a few kinds in a window lies together.
SELECT kind, day, client_no, product_no, month, cents, fen, usd_cents, flow_id FROM flows
ORDER BY kind, day, client_no, flow_id
