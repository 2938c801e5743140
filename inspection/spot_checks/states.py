"""How far a draw can be. Codes and words, no rule."""

from __future__ import annotations

from django.db import models


class SpotCheckState(models.TextChoices):
    COMMITTED = "committed", "待抽取"
    DRAWN = "drawn", "已抽取"
    WORKING = "working", "检查中"
    DONE = "done", "已办结"
    VOID = "void", "已作废"


#: The colour of a state, beside its word.
TAGS = {
    SpotCheckState.COMMITTED: "limited",
    SpotCheckState.DRAWN: "info",
    SpotCheckState.WORKING: "info",
    SpotCheckState.DONE: "open",
    SpotCheckState.VOID: "closed",
}
