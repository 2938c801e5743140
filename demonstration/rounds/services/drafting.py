"""A round is written, and changed while it is a draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from accounts.models import Union
from core.actor import Actor
from core.audit import Change, record
from core.workflow import attempt
from demonstration.models import Round, RoundPhase, RoundQuota, RoundState
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.transitions import ROUND
from demonstration.rounds.words import column_words
from sites.text_guard import guarded_text
from sites.types import site_type

#: Columns that people write; guarded against data of persons.
_TEXTS = ("title", "title_name", "document_number", "call", "contact_office", "contact_address")


@dataclass(frozen=True, kw_only=True)
class Call:
    """What a call rules; checked by the form, guarded here. Points are tenths."""

    title: str
    title_name: str
    year: int
    level: str
    site_types: tuple[str, ...]
    opens_at: datetime
    closes_at: datetime
    recommend_until: datetime
    review_until: datetime
    document_number: str = ""
    call: str = ""
    least_months: int = 12
    least_score: int | None = None
    needs_map: bool = False
    reviewers_per_case: int = 3
    most_cases: int = 20
    visitors_per_case: int = 0
    is_blind: bool = False
    aggregation: str = "mean"
    tie_breaks: tuple[str, ...] = ()
    comment_gap: int = 20
    adjusts: bool = False
    publicity_days: int = 5
    publicity_counted: str = "workdays"
    title_years: int = 2
    contact_office: str = ""
    contact_phone: str = ""
    contact_address: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in _TEXTS:
            told[name] = guarded_text(_label(name), told[name], keep_lines=name == "call")
        return {**told, "site_types": list(self.site_types), "tie_breaks": list(self.tie_breaks)}


def draft_round(
    issuer: Union, call: Call, *, actor: Actor, now: datetime, copied_from: Round | None = None
) -> Round:
    """A draft that only the issuer's officers see. Raises ``NotAllowed``, ``Refusal``."""
    row = Round(
        issuer=issuer,
        state=RoundState.DRAFT,
        drafted_by=actor.name,
        drafted_by_id=actor.id,
        drafted_at=now,
        copied_from=copied_from,
        **call.columns,
    )
    with attempt(actor, "round.write", row, now=now, label="起草示范评定"):
        ROUNDS.require(actor, "write", row)
        row.save()
        record(actor, "round.write", row, now=now, label="起草示范评定", after=row.state)
    return row


def edit_round(key: int, call: Call, *, actor: Actor, now: datetime, seen: int) -> Round:
    """Change a draft; whoever may not lead all its types, before and after, changes nothing."""
    columns = call.columns
    with ROUND.step(key, "edit", actor=actor, now=now, seen=seen) as step:
        row = step.row
        step.changes.update(_changes(row, columns))
        for name, value in columns.items():
            setattr(row, name, value)
        ROUNDS.require(actor, "edit", row)
        row.save(update_fields=list(columns))
    return row


def set_quotas(
    key: int, places: Mapping[tuple[int, str], int], *, actor: Actor, now: datetime, seen: int
) -> Round:
    """How many each branch may recommend, by its key and the type; zero places are left out."""
    with ROUND.step(key, "edit", actor=actor, now=now, seen=seen) as step:
        before = {(each.union_id, each.site_type): each.places for each in step.row.quotas.all()}
        changed = {key for key in {*before, *places} if before.get(key, 0) != places.get(key, 0)}
        if changed:
            step.changes["推荐名额"] = (_quota_words(before, changed), _quota_words(places, changed))
        step.row.quotas.all().delete()
        RoundQuota.objects.bulk_create(
            RoundQuota(round=step.row, union_id=union, site_type=kind, places=count)
            for (union, kind), count in sorted(places.items())
            if count
        )
    return step.row


def set_phases(
    key: int, sights: Mapping[str, Sequence[str]], *, actor: Actor, now: datetime, seen: int
) -> Round:
    """Who sees what, by stage; a stage without sights shows nothing."""
    with ROUND.step(key, "edit", actor=actor, now=now, seen=seen) as step:
        step.row.phases.all().delete()
        RoundPhase.objects.bulk_create(
            RoundPhase(round=step.row, stage=stage, sights=list(seen_there))
            for stage, seen_there in sights.items()
            if seen_there
        )
    return step.row


def _changes(row: Round, columns: Mapping[str, Any]) -> dict[str, Change]:
    return {
        _label(name).removesuffix("(0.1分)"): (
            column_words(name, getattr(row, name)),
            column_words(name, value),
        )
        for name, value in columns.items()
        if getattr(row, name) != value
    }


def _label(name: str) -> str:
    return str(getattr(Round._meta.get_field(name), "verbose_name", name))


def _quota_words(places: Mapping[tuple[int, str], int], keys: Iterable[tuple[int, str]]) -> str:
    """市南区总工会(户外劳动者服务站点)2 个; only of ``keys``, so that a long list says what was changed."""
    wanted = sorted(keys)
    unions = Union.objects.in_bulk({union for union, _ in wanted})
    return "、".join(
        f"{unions[union]}({site_type(kind).label}){places.get((union, kind), 0)} 个" for union, kind in wanted
    )
