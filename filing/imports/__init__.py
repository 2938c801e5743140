"""Lists of sites become draft cases: staged, checked as a whole, written at once, undone while nothing stands on it."""
