"""Every question of the plan, a module a subject."""
