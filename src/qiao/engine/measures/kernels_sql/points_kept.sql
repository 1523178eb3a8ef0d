-- The kept balance sums of every account up to one day.
SELECT b.client_no, b.account_no, b.product_no, b.day, b.positive, b.overdrawn, b.begun, b.ended, b.fen, b.standing FROM sums b WHERE b.day = $day
