"""Titles are given to the sites of a list, and take the place of those that they follow."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.actor import SYSTEM, Actor
from core.many import give_keys
from demonstration.models import (
    Designation,
    DesignationState,
    Meeting,
    NamingDecision,
    Nomination,
    Round,
    TitleEvent,
    TitleEventKind,
)
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from demonstration.titles.certificate import certificate_digest
from demonstration.titles.services.honouring import note_honour
from demonstration.titles.services.numbering import draw_plate_number
from demonstration.titles.transitions import TITLE
from demonstration.titles.words import SUPERSEDED, full_name, term_words
from rulebook.workdays import add_months
from sites.codes import make_token
from sites.types import site_type


def give_titles(
    round: Round,
    nomination: Nomination,
    decision: NamingDecision,
    meeting: Meeting,
    on: date,
    actor: Actor,
    now: datetime,
) -> Designation:
    _supersede(round, nomination, decision, on, now)
    row = _new_title(round, nomination, decision, on, now)
    TitleEvent.objects.create(
        designation=row,
        kind=TitleEventKind.NAMED,
        on=on,
        grade_after=row.grade,
        ground=f"《{decision.title}》",
        document_number=decision.document_number,
        meeting=meeting,
        by=actor.name,
        by_id=actor.id,
        at=now,
    )
    with NOMINATION.step(nomination.pk, "name", actor=SYSTEM, now=now, updated_at=now) as step:
        step.details["title"] = row.number
        what = f"已命名为“{full_name(row.name, row.grade)}”,有效期{term_words(row)}。"
        tell_site(step.row, what, actor, now)
    note_honour(row, actor=actor, now=now)
    return row


def _new_title(
    round: Round, nomination: Nomination, decision: NamingDecision, on: date, now: datetime
) -> Designation:
    site = nomination.site
    plate = draw_plate_number(
        round.issuer_id, site.district_id or "", site_type(nomination.site_type).number_code, on.year
    )
    row = Designation(
        verify_token=make_token(),
        site=site,
        nomination=nomination,
        decision=decision,
        issuer=round.issuer,
        pack_id=round.pack_id,
        site_type=nomination.site_type,
        name=round.title_name,
        site_name=nomination.site.name,
        level=round.level,
        grade=nomination.grade.name if nomination.grade else "",
        document_number=decision.document_number,
        plate_number=plate,
        valid_from=on,
        valid_until=add_months(on, 12 * round.title_years) - timedelta(days=1),
        created_at=now,
        state=DesignationState.VALID,
    )
    give_keys([row])
    row.number = f"ZS{on.year}-{row.pk:06d}"
    row.digest = certificate_digest(row)
    row.save(force_insert=True)
    return row


def _supersede(
    round: Round, nomination: Nomination, decision: NamingDecision, on: date, now: datetime
) -> None:
    """A title of the same name that still runs ends with the new one: a site never holds the same title twice."""
    held = Designation.objects.filter(
        site=nomination.site_id, name=round.title_name, level=round.level, state=DesignationState.VALID
    )
    for key in list(held.values_list("pk", flat=True)):
        with TITLE.step(key, "lapse", actor=SYSTEM, now=now, ended_on=on, ground=SUPERSEDED) as step:
            TitleEvent.objects.create(
                designation=step.row,
                kind=TitleEventKind.LAPSED,
                on=on,
                grade_before=step.row.grade,
                ground=SUPERSEDED,
                document_number=decision.document_number,
                by=SYSTEM.name,
                at=now,
            )
