"""The ledger (台账): described, read, checked, merged, prepared and stored."""
