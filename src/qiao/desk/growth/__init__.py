"""Ratings and the quality score (综合素质评价): who rates whom, what they say, and what comes of it."""
