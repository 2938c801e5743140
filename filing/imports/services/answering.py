"""What the officer decides about a batch: what the heads mean, what the doubtful cells mean, go ahead or give up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.canonical import digest
from core.workflow import TransitionRefused
from filing.imports.selectors import heads_of
from filing.imports.services.authors import note_import_author
from filing.imports.services.running import forget_content, forget_paper
from filing.imports.transitions import IMPORT
from filing.models.heads import ImportMapping
from filing.models.imports import ImportBatch
from sites.sheets.columns import NAME
from sites.sheets.heads import head_key, unknown_heads
from sites.sheets.questions import Answer

#: A stage that begins anew counts its own tries.
_FRESH: dict[str, Any] = {"attempts": 0, "progressed_at": None, "done_rows": 0}


def heads_digest(batch: ImportBatch) -> str:
    """The set of heads, whatever their order."""
    return digest(sorted({head_key(text) for heads in heads_of(batch) for text in heads.texts if text}))


def remembered_mapping(batch: ImportBatch) -> dict[str, str]:
    """What was chosen for the same heads in the same union the last time."""
    row = ImportMapping.objects.filter(union=batch.union, heads_digest=heads_digest(batch)).first()
    return dict(row.mapping) if row else {}


def names_the_sites(batch: ImportBatch, mapping: Mapping[str, str]) -> bool:
    """Whether every sheet has a column with the name of the site."""
    return all(NAME in each.columns(mapping) for each in heads_of(batch))


def known_mapping(batch: ImportBatch) -> dict[str, str] | None:
    """What goes where, when every head is known or was mapped before; ``None`` when a person has to say it."""
    mapping = remembered_mapping(batch)
    is_known = not unknown_heads(heads_of(batch), mapping) and names_the_sites(batch, mapping)
    return mapping if is_known else None


def map_heads(key: int, mapping: Mapping[str, str], *, seen: int, actor: Actor, now: datetime) -> ImportBatch:
    """Head → column, empty for an ignored one; remembered for the next list with these heads."""
    with IMPORT.step(key, "map", actor=actor, now=now, seen=seen, mapping=dict(mapping), **_FRESH) as step:
        if not names_the_sites(step.row, mapping):
            raise TransitionRefused("请指出哪一列是“阵地名称”。")
        note_import_author(step.row, actor, now)
        ImportMapping.objects.update_or_create(
            union=step.row.union, heads_digest=heads_digest(step.row), defaults={"mapping": dict(mapping)}
        )
    return step.row


def answer_questions(
    key: int, answers: Mapping[str, Answer], *, seen: int, actor: Actor, now: datetime
) -> ImportBatch:
    """Keep the answers and check the whole list once more."""

    def all_answers(row: ImportBatch) -> dict[str, list[str]]:
        return {**row.answers, **{name: list(given) for name, given in answers.items()}}

    with IMPORT.step(key, "answer", actor=actor, now=now, seen=seen, answers=all_answers, **_FRESH) as step:
        step.details["answers"] = len(answers)
        note_import_author(step.row, actor, now)
    return step.row


def confirm_import(key: int, *, seen: int, actor: Actor, now: datetime) -> ImportBatch:
    """Go ahead with everything that is not left out; the writing follows in the background."""
    with IMPORT.step(key, "confirm", actor=actor, now=now, seen=seen, **_FRESH) as step:
        pass
    return step.row


def drop_import(key: int, *, seen: int, actor: Actor, now: datetime) -> ImportBatch:
    """Give the batch up; the same file may be sent again."""
    with IMPORT.step(key, "drop", actor=actor, now=now, seen=seen, **_FRESH) as step:
        forget_content(step.row)
        forget_paper(step.row)
    return step.row
