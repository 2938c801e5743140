"""How often was this done from one place? Counted in the cache, one after another however many come at once."""

from __future__ import annotations

from django.core.cache import cache


def is_within(key: str, most: int, seconds: int) -> bool:
    """Counts this one; whether it is still among the first ``most`` since the counting began, at most so long ago."""
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key)) <= most
    except ValueError:  # its time ended between the two
        cache.set(key, 1, seconds)
        return most > 0
