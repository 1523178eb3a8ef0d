-- Products, numbered; the coefficient in ten-thousandths, blank is 1.
SELECT CAST(ROW_NUMBER() OVER (ORDER BY product_code) AS INTEGER) AS product_no, product_code, name, family, fee_line, tags,
       CAST(COALESCE(coefficient, 1) * 10000 AS BIGINT) AS coefficient
FROM e_products
ORDER BY product_no
