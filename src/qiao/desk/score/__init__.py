"""The scorecard (业绩): where one stands, why, and what it is made of, down to the days."""
