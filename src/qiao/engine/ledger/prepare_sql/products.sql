-- Products, new ones numbered after those known; the coefficient in ten-thousandths, blank is 1.
SELECT CAST(COALESCE(k.product_no, (SELECT COALESCE(MAX(product_no), 0) FROM known_products)
         + ROW_NUMBER() OVER (PARTITION BY k.product_no IS NULL ORDER BY p.product_code)) AS INTEGER) AS product_no, p.product_code, name, family, fee_line, tags,
       CAST(COALESCE(coefficient, 1) * 10000 AS BIGINT) AS coefficient
FROM e_products p LEFT JOIN known_products k ON k.product_code = p.product_code
ORDER BY product_no
