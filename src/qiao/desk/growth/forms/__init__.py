"""Forms of the ratings."""
