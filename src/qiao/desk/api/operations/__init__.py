"""What the API can do, a module a room; each operation is a few lines over the same queries and actions as the pages."""
