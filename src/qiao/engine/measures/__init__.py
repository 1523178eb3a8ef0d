"""Measures (度量): kernels that add up integers, and the evidence they leave for scoring."""
