"""A free text of the register as it may be stored; what must never be is known by ``core/text_guard.py``."""

from __future__ import annotations

from core.text_guard import normalise_text, text_problems
from sites.refusals import Refusal


def guarded_text(label: str, text: str, *, mobiles: bool = False, keep_lines: bool = False) -> str:
    """The normalised text; raises ``Refusal`` with all its problems in one breath."""
    problems = text_problems(label, text, mobiles=mobiles)
    if problems:
        raise Refusal("".join(problems))
    return normalise_text(text, keep_lines=keep_lines)
