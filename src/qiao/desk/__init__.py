"""The desk: the web application in which managers work and officers assess; it uses the engine's public face only."""
