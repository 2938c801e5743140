"""The list that hangs out before naming: its days, its objections, the proof that it hung."""
