"""Audit (审计): who saw and changed what; append-only."""
