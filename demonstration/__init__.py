"""Demonstration rounds: call, nomination, review, publicity, title and subsidy."""
