"""Every question of the assessment desk, a module a subject."""
