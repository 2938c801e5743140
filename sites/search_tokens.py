"""Under which words does the search column hold a site and its facilities? No database."""

from __future__ import annotations

from sites.models import SiteVersion


def facility_token(code: str) -> str:
    """One word without punctuation, so that both databases keep it whole; the digit keeps pinyin away from it."""
    return f"f0{code}".replace("_", "")


def search_words(version: SiteVersion) -> tuple[str, ...]:
    """Under which words a site is found: its own, those of its district, and all that people call its type."""
    return (*public_words(version), version.host_name)


def public_words(version: SiteVersion) -> tuple[str, ...]:
    """The same without the host, who is nobody's business where the unit is sensitive."""
    kind = version.kind
    own = (version.name, version.address, version.station)
    return (*own, version.district.name, kind.label, kind.short_label, *kind.synonyms)
