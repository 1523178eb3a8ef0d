"""Scoring (计分): points, quality, ranks and decisions, every step explained."""
