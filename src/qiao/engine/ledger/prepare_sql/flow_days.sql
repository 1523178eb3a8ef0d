-- The same flows by kind and day: what a run asks of a few kinds in a window lies together. Within a kind and day they stand as
-- among the flows, so one number, made of the kind's place, the day and the flow's, puts them in order.
WITH kinds AS (
  SELECT kind, ROW_NUMBER() OVER (ORDER BY kind) AS place FROM (SELECT DISTINCT kind FROM flows)
)
SELECT kind, day, client_no, product_no, month, cents, fen, usd_cents, flow_id FROM flows JOIN kinds USING (kind)
ORDER BY (CAST(place AS BIGINT) << 52) + (CAST(day AS BIGINT) << 32) + flows.rowid
