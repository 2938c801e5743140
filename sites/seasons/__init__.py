"""Seasons of holiday stations: copied from the last one, confirmed, then found by the public, until it is over."""
