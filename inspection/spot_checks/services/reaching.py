"""What follows when somebody begins a draw who may not draw anywhere? The attempt stands in the trail."""

from __future__ import annotations

from datetime import datetime

from accounts.reach import Place
from core.actor import Actor
from core.policy import NotAllowed
from core.workflow import attempt
from inspection.spot_checks.services.committing import Proposed

WHY = "抽查由区(市)或市总工会经办人组织,您的账号没有这项权限。"


def refuse_drawing(*, actor: Actor, now: datetime) -> None:
    """Raises ``NotAllowed``, recorded."""
    nowhere = Proposed(Place(""), "组织抽查", actor.path)
    with attempt(actor, "spot_check.commit", nowhere, now=now, label="公布抽查名单"):
        raise NotAllowed(WHY)
