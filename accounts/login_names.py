"""Which spellings of a user name mean the same person? Pure; the sign-in form, the lock and new people ask here."""

from __future__ import annotations

import unicodedata


def login_name(text: str) -> str:
    """The one spelling of a name: what either database would find as the same, is the same.

    Up and down again, because PostgreSQL compares in capitals, where a dotless ``ı`` is an ``I``.
    """
    return unicodedata.normalize("NFKC", text).strip().upper().lower()
