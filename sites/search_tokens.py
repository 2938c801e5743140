"""Under which word does the search column of a site hold one of its facilities? No database."""

from __future__ import annotations


def facility_token(code: str) -> str:
    """One word without punctuation, so that both databases keep it whole; the digit keeps pinyin away from it."""
    return f"f0{code}".replace("_", "")
