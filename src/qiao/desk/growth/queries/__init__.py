"""Every question of the ratings, a module a subject."""
