"""How clients, people and ledgers come in by hand: forms, lists of the bank's and their rows, batches sent by screen."""
