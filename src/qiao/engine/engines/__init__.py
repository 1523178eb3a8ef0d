"""The engines that run the SQL: the only package that imports one."""
