"""What the desk shows of a ledger: its tables, a client's balances over time, and what each client brings; read only."""
