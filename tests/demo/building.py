"""The command that builds the demo city, as these tests give it."""

from __future__ import annotations

from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.factories import NOW

#: The clock stands still, and passwords cost nothing.
SETTINGS: dict[str, Any] = {
    "CLOCK_PIN": NOW.isoformat(),
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
}


def demo(*words: str) -> str:
    """What was said while it was built."""
    out = StringIO()
    call_command("demo", *words, stdout=out)
    return out.getvalue()
