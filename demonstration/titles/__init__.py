"""Titles: given by a decision, changed, ended, appealed; the public register; the priority they give."""
