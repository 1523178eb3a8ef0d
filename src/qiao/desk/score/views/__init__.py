"""Pages of the scorecard, a module a subject."""
