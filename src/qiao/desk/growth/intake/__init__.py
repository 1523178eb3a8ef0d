"""Exam results and records, brought in as lists."""
