"""A free text of the register as it may be stored; what must never be is known by ``core/text_guard.py``."""

from __future__ import annotations

from core.text_guard import normalise_text, text_problems, visitor_problems
from sites.refusals import Refusal


def guarded_text(label: str, text: str, *, mobiles: bool = False, keep_lines: bool = False) -> str:
    """The normalised text; raises ``Refusal`` with all its problems in one breath."""
    return _clean(text, text_problems(label, text, mobiles=mobiles), keep_lines)


def visitor_text(label: str, text: str) -> str:
    """The same of what somebody without an account wrote."""
    return _clean(text, visitor_problems(label, text))


def _clean(text: str, problems: list[str], keep_lines: bool = False) -> str:
    if problems:
        raise Refusal("".join(problems))
    return normalise_text(text, keep_lines=keep_lines)
