"""What every room shares: the gate to records, the typed request, refusals, hubs."""
