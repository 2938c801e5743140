"""Reviewers: invited, kept apart from what concerns them, given nominations, their points."""
