"""What bin/demo, bin/dev, bin/test, bin/bench and bin/lock do. Standard library only: nothing is installed yet."""
