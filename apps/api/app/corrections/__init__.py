"""What people correct: merge, split, move, open a ticket from parked mail, route again; and undo, exactly."""
