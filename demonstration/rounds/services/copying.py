"""A round is copied from an earlier one, a year later."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.workflow import TransitionRefused, attempt
from demonstration.models import Round, RoundGrade, RoundPhase, RoundQuota, RoundState
from demonstration.rounds.services.drafting import Call, draft_round

#: Only a round that is over may be copied: the open one may still change its dates.
COPIED_FROM = (RoundState.NAMED, RoundState.DROPPED)


def copy_round(source: Round, *, actor: Actor, now: datetime) -> Round:
    """Last year's round as the start of the next one: all terms, dates a year later, no document number.

    Raises ``TransitionRefused`` while the earlier one still runs.
    """
    with attempt(actor, "round.write", source, now=now, label="复制示范评定"):
        if source.state not in COPIED_FROM:
            raise TransitionRefused(
                f"“{source.title}”还没有结束,不能复制。请等它命名或终止以后再复制,或者新建一次评定。"
            )
        row = draft_round(source.issuer, next_years(source), actor=actor, now=now, copied_from=source)
        for model in (RoundGrade, RoundQuota, RoundPhase):
            _copy_rows(model, source, row)
    return row


def _copy_rows(model: Any, source: Round, row: Round) -> None:
    rows = list(model.objects.filter(round=source))
    for each in rows:
        each.pk, each.round = None, row
        if hasattr(each, "taken"):
            each.taken = 0
    model.objects.bulk_create(rows)


def call_of(row: Round) -> Call:
    """The terms of a round as they stand."""
    told = {each.name: getattr(row, each.name) for each in fields(Call)}
    return Call(**{**told, "site_types": tuple(row.site_types), "tie_breaks": tuple(row.tie_breaks)})


def next_years(row: Round) -> Call:
    """The same terms one year later."""
    call = call_of(row)
    return replace(
        call,
        title=call.title.replace(str(call.year), str(call.year + 1)),
        year=call.year + 1,
        document_number="",
        opens_at=_a_year_later(call.opens_at),
        closes_at=_a_year_later(call.closes_at),
        recommend_until=_a_year_later(call.recommend_until),
        review_until=_a_year_later(call.review_until),
    )


def _a_year_later(moment: datetime) -> datetime:
    try:
        return moment.replace(year=moment.year + 1)
    except ValueError:  # the 29th of February
        return moment.replace(year=moment.year + 1, day=28)
