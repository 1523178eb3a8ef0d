"""What may be done in the clients room; a module a subject."""
