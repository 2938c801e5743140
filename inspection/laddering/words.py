"""How is the text of the measure read before somebody signs? As what will be said then, so that nobody acts on it now."""

from __future__ import annotations

from inspection.models import Consequence
from rulebook.choices import LadderAction

#: Rungs that the signature itself takes; the others it proposes, and their texts say so.
AT_ONCE = (LadderAction.RECTIFY, LadderAction.SUSPEND)


def announced_wording(row: Consequence) -> str:
    """签批后通知:“暂停挂牌期间,请停用统一标识牌…”"""
    if not row.wording or row.action not in AT_ONCE:
        return row.wording
    return f"签批后通知:“{row.wording}”"
