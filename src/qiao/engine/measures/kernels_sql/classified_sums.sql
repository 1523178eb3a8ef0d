-- The sums of one window kept for accounts whose five-class (五级分类) on $day is $five_class or worse.
SELECT $win AS win, a.client_no, a.span_from, a.account_no, a.product_no, a.positive, a.overdrawn, a.row_count
FROM account_sums a
JOIN status s ON s.account_no = a.account_no AND s.from_day <= $day AND s.to_day > $day
WHERE a.win = $of AND s.five_class >= $five_class
