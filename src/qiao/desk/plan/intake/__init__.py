"""How targets come in by hand: a list of figures that become drafts of their divisions."""
