"""Composed pages: what several apps know of one thing, side by side. No rule lives here."""
