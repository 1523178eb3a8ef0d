-- Where an account becomes non-performing: rows of class $five_class or worse in the window, not exempted, better just before.
SELECT s.client_no, s.account_no, s.from_day AS day, s.five_class
FROM status s
JOIN npl_products p ON p.product_no = s.product_no
WHERE s.from_day >= $start AND s.from_day < $stop AND s.five_class >= $five_class AND s.exempted = 0 AND s.class_before < $five_class
