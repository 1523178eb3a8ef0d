"""What answers look like, a module a room; every shape refuses a field that it does not know."""
