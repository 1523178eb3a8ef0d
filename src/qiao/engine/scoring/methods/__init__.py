"""Scoring methods (计分方法), one a file; each turns a published measure into points (hundredths), and says how.

A method has `points(scoring, …)`, the number alone, used for whole columns, and `steps(scoring, …)`, the same way shown
as nodes; a test holds the two together for every manager and indicator.
"""
