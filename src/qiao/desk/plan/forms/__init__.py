"""Forms of the plan, a module a subject."""
