"""Every write of the scorecard, a module a subject."""
