"""Sites are reminded, or told what is meant to follow and from which day. Called with the rows of the sites locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.actor import SYSTEM
from core.audit import record, record_each
from core.clock import LEGAL_ZONE
from core.many import give_keys, insert_many
from core.words import chinese_day
from inspection.laddering.climbing import Ahead
from inspection.laddering.notice_days import earliest_after, notice_words
from inspection.laddering.services.telling import tell_keepers, tell_keepers_each, tell_signers
from inspection.laddering.states import FINDING, ConsequenceState
from inspection.laddering.words import announced_wording
from inspection.models import Consequence, ConsequenceCause
from rulebook.choices import LadderAction
from rulebook.provisional import doubt
from rulebook.selectors import load_calendar, measure_of, measures_of
from sites.models import ServiceSite


def can_announce(ahead: Ahead) -> bool:
    """Where the measure does not say how long before, nothing is announced, and the page says which term is missing."""
    return bool(notice_words(measure_of(ahead.pack_id)))


def remind_each(ripe: Sequence[tuple[ServiceSite, Ahead]], *, now: datetime) -> None:
    """The one rung that needs nobody's signature: one site or many, in the same number of statements."""
    rows = [_row(site, ahead, now, state=ConsequenceState.SIGNED) for site, ahead in ripe]
    give_keys(rows)
    insert_many(rows)
    named = {row.pk: _named(ahead) for row, (_, ahead) in zip(rows, ripe, strict=True)}
    measures = measures_of({row.pack_id for row in rows})
    causes = [
        _causes(row, ahead, measures[row.pack_id].citation)
        for row, (_, ahead) in zip(rows, ripe, strict=True)
    ]
    insert_many([cause for some in causes for cause in some])
    record_each(
        SYSTEM,
        "consequence.remind",
        rows,
        now=now,
        label="提醒",
        after=ConsequenceState.SIGNED,
        own=lambda row: {"note": row.wording, "changes": {"预警问题": ["", named[row.pk]]}},
    )
    tell_keepers_each([(row, f"{named[row.pk]}。{row.wording}") for row in rows], SYSTEM, now)


def announce(site: ServiceSite, ahead: Ahead, *, now: datetime) -> Consequence:
    """From now on the rung stands on the pages of the site; it can be signed when its notice is over."""
    today, calendar, measure = now.astimezone(LEGAL_ZONE).date(), load_calendar(), measure_of(ahead.pack_id)
    earliest = earliest_after(measure, today, calendar)
    if earliest is None:
        raise LookupError(f"pack {measure.pk} names no notice")
    row = _written(
        site,
        ahead,
        now,
        state=ConsequenceState.ANNOUNCED,
        notice=notice_words(measure),
        earliest_on=earliest.date,
        earliest_is_provisional=earliest.provisional,
        calendar_version=calendar.label,
    )
    day = f"{chinese_day(earliest.date)}{doubt(earliest.date, provisional=earliest.provisional)}"
    record(
        SYSTEM,
        "consequence.announce",
        row,
        now=now,
        label=f"告知拟{row.action_label}",
        after=row.state,
        note=announced_wording(row),
        changes={"理由": ("", _named(ahead)), "最早签批日期": ("", day)},
    )
    tell_keepers(row, f"拟{row.action_label},最早{day}可以签批,请尽快解决:{_named(ahead)}", SYSTEM, now)
    tell_signers(row, f"已告知拟{row.action_label},最早{day}可以签批", SYSTEM, now, urgent=False)
    return row


def _written(site: ServiceSite, ahead: Ahead, now: datetime, **columns: object) -> Consequence:
    row = _row(site, ahead, now, **columns)
    row.save(force_insert=True)
    insert_many(_causes(row, ahead, measure_of(ahead.pack_id).citation))
    return row


def _row(site: ServiceSite, ahead: Ahead, now: datetime, **columns: object) -> Consequence:
    return Consequence(
        site=site,
        action=ahead.action,
        pack_id=ahead.pack_id,
        wording=ahead.wording,
        ripe_on=ahead.ripe_on,
        announced_at=now,
        announced_on=now.astimezone(LEGAL_ZONE).date(),
        updated_at=now,
        **columns,
    )


def _causes(row: Consequence, ahead: Ahead, citation: str) -> list[ConsequenceCause]:
    term = _term(ahead, citation)
    return [
        ConsequenceCause(
            consequence=row,
            finding_id=cause.key if cause.kind == FINDING else None,
            order_id=None if cause.kind == FINDING else cause.key,
            title=cause.title[:160],
            since=cause.since,
            term=term,
        )
        for cause in ahead.causes
    ]


def _term(ahead: Ahead, citation: str) -> str:
    """“提醒”满 15 日仍未解决,依据《…》"""
    if not ahead.days:
        said = "发现问题即提醒" if ahead.action == LadderAction.REMIND else "仍未解决"
        return f"{said},依据{citation}"[:200]
    first = f"“{LadderAction(ahead.after).label}”" if ahead.after else "发现问题"
    return f"{first}满 {ahead.days} 日仍未解决,依据{citation}"[:200]


def _named(ahead: Ahead) -> str:
    return ";".join(cause.title for cause in ahead.causes)
