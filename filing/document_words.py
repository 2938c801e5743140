"""How are documents of a case said in one line? Names and last days; no query."""

from __future__ import annotations

from collections.abc import Iterable

from core.words import chinese_day
from filing.models import CaseDocument


def documents_text(documents: Iterable[CaseDocument]) -> str:
    """How many there are, and how each is called; empty when there is none."""
    named = [
        f"{document}(有效期至{chinese_day(document.expires_on)})" if document.expires_on else str(document)
        for document in documents
    ]
    return f"{len(named)} 份:{'、'.join(named)}" if named else ""
