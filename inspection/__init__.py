"""Visits on site: who looked, when, and what they found."""
