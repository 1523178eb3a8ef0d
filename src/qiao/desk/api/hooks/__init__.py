"""Webhooks: what is told, how it is signed, whereto it may go, and how it is sent."""
