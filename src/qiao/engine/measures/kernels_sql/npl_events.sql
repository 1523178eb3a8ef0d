-- Newly non-performing: rows of class $five_class or worse in the window, not exempted, better just before; with the
-- account's balance on that day and the client's lead on that day (NULL where there is none).
SELECT h.manager_no, s.client_no, s.account_no, s.from_day AS day, CASE WHEN i.fen IS NULL THEN 0 ELSE i.fen END AS fen, s.five_class
FROM status s
JOIN npl_products p ON p.product_no = s.product_no
LEFT JOIN intervals i ON i.account_no = s.account_no AND i.client_no = s.client_no AND i.from_day <= s.from_day AND i.to_day > s.from_day
LEFT JOIN shares h ON h.client_no = s.client_no AND h.is_lead = 1 AND h.from_day <= s.from_day AND h.to_day > s.from_day
WHERE s.from_day >= $start AND s.from_day < $stop AND s.five_class >= $five_class AND s.exempted = 0 AND s.class_before < $five_class
