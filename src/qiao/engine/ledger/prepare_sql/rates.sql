-- Rates in millionths of a yuan for `units` of the currency, each holding until the next.
SELECT currency, CAST(date - DATE '1970-01-01' AS INTEGER) AS from_day,
       COALESCE(LEAD(CAST(date - DATE '1970-01-01' AS INTEGER)) OVER (PARTITION BY currency ORDER BY date),
                CAST(DATE '9999-01-02' - DATE '1970-01-01' AS INTEGER)) AS to_day,
       CAST(rate_to_cny * 1000000 AS BIGINT) AS micro, CAST(COALESCE(units, 1) AS BIGINT) AS units
FROM e_fx_rates
ORDER BY currency, from_day
