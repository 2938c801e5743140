"""An assessment begins: the pack of the day is pinned, the facts of the cycle are frozen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from core.actor import Actor
from core.audit import record_each
from core.many import give_keys, insert_many
from core.workflow import TransitionRefused, attempt
from inspection.assessing.frozen import frozen
from inspection.assessing.policy import ASSESSMENTS
from inspection.models import OPEN_STATES, Assessment, AssessmentState
from rulebook.rubric import PURPOSES, Purpose
from rulebook.selectors import Measure, lack_of_measure, pack_in_force
from sites.codes import make_token
from sites.fact_values import Cycle, readings_of
from sites.models import ServiceSite, SiteVersion
from sites.types import site_type

#: Older cycles are history: what was not judged then is not judged now.
MOST_DAYS_BACK = 366


class NotPossible(TransitionRefused):
    """Why no assessment can be opened, and what to do."""


def open_assessment(
    version: SiteVersion,
    purpose: Purpose,
    cycle: Cycle,
    *,
    actor: Actor,
    now: datetime,
    due_on: date | None = None,
) -> Assessment:
    """One site on the table in force today. An open one for the purpose is gone on with. Raises ``NotPossible``.

    For an acceptance the facts follow the draft until it is handed in; otherwise they are frozen here.
    """
    label = f"建立{PURPOSES[purpose]}评分表"
    site = version.site
    with attempt(actor, "assessment.open", site, now=now, label=label):
        ASSESSMENTS.require(actor, "open", site)  # type: ignore[arg-type]  # the rule asks for a place only
        ServiceSite.objects.select_for_update(no_key=True).get(pk=site.pk)
        begun = site.assessments.filter(purpose=purpose, state__in=OPEN_STATES).first()
        if begun is not None:
            return begun
        measure = measure_with_table(site.union_path, version.site_type, now.date())
        return open_assessments([version], purpose, cycle, measure, actor=actor, now=now, due_on=due_on)[0]


def measure_with_table(union_path: str, type_code: str, on: date) -> Measure:
    """The measure in force that scores this type. Raises ``NotPossible``."""
    family = site_type(type_code).family
    measure = pack_in_force(union_path, family, on)
    if measure is None:
        raise NotPossible(lack_of_measure(union_path, family, on))
    if measure.rubric_for(type_code) is None:
        raise NotPossible(
            f"{measure.citation}没有“{site_type(type_code).label}”的评分表,不能评分。"
            "请联系市总工会系统管理员公布带评分表的版本。"
        )
    return measure


def open_assessments(
    versions: Sequence[SiteVersion],
    purpose: Purpose,
    cycle: Cycle,
    measure: Measure,
    *,
    actor: Actor,
    now: datetime,
    due_on: date | None = None,
    state: str = AssessmentState.OWN,
) -> list[Assessment]:
    """Many at once under one measure, in a fixed number of statements; rights and doubles were asked before.

    Called in a transaction. Raises ``NotPossible``.
    """
    refuse_cycle(cycle, now.date())
    rows = [_row(version, purpose, cycle, measure, actor, now, due_on, state) for version in versions]
    if purpose != Purpose.ACCEPTANCE:
        readings = readings_of(versions, cycle, now.date())
        for row, version in zip(rows, versions, strict=True):
            row.facts, row.facilities = frozen(readings[version.pk]), list(version.facilities)
            row.frozen_at = now
    give_keys(rows)
    for row in rows:
        row.number = f"PD{now.year}-{row.pk:06d}"
    insert_many(rows)
    record_each(
        actor,
        "assessment.open",
        rows,
        now=now,
        label=f"建立{PURPOSES[purpose]}评分表",
        after=state,
        details={"pack": measure.pk, "cycle": [cycle.first.isoformat(), cycle.last.isoformat()]},
    )
    return rows


def refuse_cycle(cycle: Cycle, today: date) -> None:
    """Raises ``NotPossible`` for a cycle that is not over, lies too far back or is none."""
    if cycle.first > cycle.last:
        raise NotPossible("周期的截止日早于起始日,请核对日期。")
    if cycle.last > today:
        raise NotPossible("周期还没有结束,截止日最晚填写今天。")
    if (today - cycle.last).days > MOST_DAYS_BACK:
        raise NotPossible("周期截止日距今已超过一年,不能补做以前的评定,请按当前周期填写。")


def _row(
    version: SiteVersion,
    purpose: Purpose,
    cycle: Cycle,
    measure: Measure,
    actor: Actor,
    now: datetime,
    due_on: date | None,
    state: str,
) -> Assessment:
    return Assessment(
        verify_token=make_token(),
        site=version.site,
        version=version,
        site_type=version.site_type,
        purpose=purpose,
        state=state,
        cycle_first=cycle.first,
        cycle_last=cycle.last,
        pack_id=measure.pk,
        opened_at=now,
        opened_by=actor.name,
        due_on=due_on,
    )
