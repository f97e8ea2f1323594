"""How mail moves: between accounts, through groups, to customers, and as blind copies into the journal (gmail.md §4)."""
