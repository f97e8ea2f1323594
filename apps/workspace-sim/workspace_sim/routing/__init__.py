"""How mail moves: between accounts, through groups, to customers, and blind into the journal."""
