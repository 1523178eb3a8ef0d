"""Formatting inside the templates of the scorecard."""
