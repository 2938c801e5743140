"""Nominations: the form, the return loop, the ranking inside a quota."""
