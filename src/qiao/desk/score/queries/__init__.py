"""Every question of the scorecard, a module a subject."""
