"""The honours of a site follow its titles: noted down when one is given, taken out when one is taken away."""

from __future__ import annotations

from datetime import datetime

from core.actor import Actor
from core.workflow import TransitionRefused
from demonstration.models import Designation, TitleLevel
from demonstration.titles.words import HONOUR_LEVELS, full_name
from sites.ledger.selectors import honours_of
from sites.ledger.services import add_honour, remove_honour

#: Columns of the honours are as long as this.
MOST_TITLE = 80


def _title(row: Designation, grade: str) -> str:
    return full_name(row.name, grade)[:MOST_TITLE]


def note_honour(row: Designation, *, actor: Actor, now: datetime) -> None:
    """Somebody may have typed it already."""
    try:
        add_honour(
            row.site,
            level=HONOUR_LEVELS[TitleLevel(row.level)],
            title=_title(row, row.grade),
            year=row.valid_from.year,
            document_number=row.document_number,
            actor=actor,
            now=now,
        )
    except TransitionRefused:
        return


def take_honour(row: Designation, grade: str, *, actor: Actor, now: datetime) -> None:
    """``grade``: the one under which it was noted down."""
    level, title = HONOUR_LEVELS[TitleLevel(row.level)], _title(row, grade)
    for honour in honours_of(row.site):
        if (honour.level, honour.title, honour.year) == (level, title, row.valid_from.year):
            remove_honour(row.site, honour.pk, actor=actor, now=now)
