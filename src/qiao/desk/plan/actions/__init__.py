"""Every write of the plan, a module a subject."""
