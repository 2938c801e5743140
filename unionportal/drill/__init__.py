"""Do the hardest promises hold at full size? Each drill runs on a database of its own and writes down what it saw."""
