"""How far can a consequence be, what does it rest on, where on the ladder does each cause stand? Codes and words, no rule."""

from __future__ import annotations

from django.db import models

from rulebook.choices import LadderAction


class ConsequenceState(models.TextChoices):
    ANNOUNCED = "announced", "已告知"
    OBJECTED = "objected", "有异议待答复"
    SIGNED = "signed", "已签批"
    SETTLED = "settled", "已办结"
    LIFTED = "lifted", "已恢复挂牌"
    DROPPED = "dropped", "已撤下"


#: Announced and not yet decided.
OPEN = (ConsequenceState.ANNOUNCED, ConsequenceState.OBJECTED)

#: Taken, and still counted as taken.
TAKEN = (ConsequenceState.SIGNED, ConsequenceState.SETTLED)

#: The colour of a state, beside its word.
TAGS = {
    ConsequenceState.ANNOUNCED: "limited",
    ConsequenceState.OBJECTED: "info",
    ConsequenceState.SIGNED: "closed",
    ConsequenceState.SETTLED: "closed",
    ConsequenceState.LIFTED: "open",
}

#: A finding is reminded of and ordered to be mended; the order that came of it climbs further.
OF_FINDINGS = (LadderAction.REMIND, LadderAction.RECTIFY)
OF_ORDERS = (LadderAction.SUSPEND, LadderAction.REVOKE, LadderAction.CANCEL)

FINDING, ORDER = "finding", "order"
