"""Formatting tags of the clients room."""
