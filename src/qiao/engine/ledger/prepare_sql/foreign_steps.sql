-- Steps of foreign accounts in their own cents, kept so that an explanation can show balance and rate.
SELECT account_no, currency, from_day, to_day, cents FROM steps WHERE currency <> 'CNY' ORDER BY account_no, from_day
