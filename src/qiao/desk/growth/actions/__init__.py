"""Every write of the ratings, a module a subject."""
