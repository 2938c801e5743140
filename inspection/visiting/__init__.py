"""Visits to sites in use: what was found at the door, and what follows for the facts."""
