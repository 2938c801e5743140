"""What follows when somebody posts to an assessment that is not his? The attempt stands in the trail either way."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.reaching import note_beyond, require
from core.workflow import TransitionRefused, attempt
from inspection.assessing.transitions import ASSESSMENT
from inspection.models import Assessment

ANOTHER_PERSON = "现在登录的不是填写这些内容的人,没有保存。请用原来的账号登录,或由现在登录的人重新填写。"


def require_right(row: Assessment, action: str, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person do this at all? Raises ``NotAllowed``, recorded."""
    require(ASSESSMENT, row, action, actor=actor, now=now)


def require_same_person(row: Assessment, typed_by: str, *, actor: Actor, now: datetime) -> None:
    """What one person left on a shared phone is not sent in the name of the next. Raises ``TransitionRefused``."""
    with attempt(actor, "assessment.answer", row, now=now, label=ASSESSMENT.edges["answer"].label):
        if typed_by and typed_by != str(actor.id):
            raise TransitionRefused(ANOTHER_PERSON)


def note_out_of_reach(number: str, *, actor: Actor, now: datetime) -> None:
    """Record the attempt on an assessment that exists; a number that nobody has leaves nothing."""
    row = Assessment.objects.select_related("site").filter(number=number).first()
    note_beyond(row, "assessment", "评定", actor=actor, now=now)
