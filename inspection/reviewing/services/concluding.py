"""Many assessments are concluded by one act on the points that stand; each by itself, a refused one holds up no other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from inspection.assessing.services import conclude_assessment


def conclude_together(seen: Mapping[int, int], *, actor: Actor, now: datetime) -> dict[int, str]:
    """``seen``: the revision that was looked at, by the key of the assessment. Gives the reason for each that was refused."""
    refused: dict[int, str] = {}
    with transaction.atomic():
        for key in sorted(seen):
            try:
                conclude_assessment(key, actor=actor, now=now, seen=seen[key])
            except (NotAllowed, TransitionRefused) as refusal:
                refused[key] = refusal.reason
    return refused
