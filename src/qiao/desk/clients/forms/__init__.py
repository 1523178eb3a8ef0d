"""Forms of the clients room; a module a subject."""
