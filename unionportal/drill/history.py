"""A city's scores of three years under three successive packs: planned by chance, and written at once as the services would.

``stepwise`` walks the same plans by the services, so that each way can be held against the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from accounts.models import District
from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from core.many import give_keys, insert_many, like
from inspection.assessing.frozen import facts_in
from inspection.assessing.stored import outcome_text
from inspection.models import Assessment, AssessmentState, Column, ScoreAnswer, ScoreColumn
from rulebook.models import RulePack
from rulebook.outcome import Answer, Outcome
from rulebook.rubric import Purpose, Rubric
from rulebook.scoring import outcome_of
from rulebook.selectors import Measure, measure_in, terms_of
from rulebook.services import check_pack, create_pack, publish_pack, rehearse_pack
from sites.codes import make_token
from sites.fact_values import Cycle
from sites.models import ServiceSite, SiteVersion
from sites.services import plan_sites
from sites.types import site_type
from unionportal.drill.made import looked_again, made_answers, made_facilities, made_facts
from unionportal.drill.office import DISTRICT, START, Office
from unionportal.drill.tables import line_of, sample_tables

#: From when each of the three packs is in force; assessments are opened in the months after.
EFFECTIVE = (date(2024, 3, 1), date(2025, 3, 1), date(2026, 3, 1))
OPENED_WITHIN = 220
PURPOSES = (Purpose.YEARLY, Purpose.YEARLY, Purpose.DEMONSTRATION)
REMARK = "现场情况与自评不同。"
#: Of a hundred: assessments in which the city gives points of its own.
CITY_LOOKS = 40


@dataclass(frozen=True)
class Plan:
    """One assessment before it is made: where, under what, with which facts, and what each office says."""

    version: SiteVersion
    measure: Measure
    rubric: Rubric
    purpose: Purpose
    opened_at: datetime
    facts: dict[str, dict[str, Any]]
    facilities: list[str]
    said: Mapping[str, Mapping[str, Answer]]

    @property
    def cycle(self) -> Cycle:
        last = self.opened_at.date() - timedelta(days=1)
        return Cycle(last - timedelta(days=364), last)

    @property
    def counts(self) -> str:
        """The column that decides."""
        return Column.CITY if Column.CITY in self.said else Column.DISTRICT


def publish_line(
    issuer: RulePack, tables: Mapping[str, Sequence[Rubric]], order: Sequence[int]
) -> list[Measure]:
    """Successors of a pack with the tables of its family, one a year, published in this order; given by their days."""
    packs: dict[int, RulePack] = {}
    for number in order:
        packs[number] = succeed(
            issuer, EFFECTIVE[number], rubrics=tuple(line[number] for line in tables.values())
        )
    return [measure_in(packs[number]) for number in sorted(packs)]


def succeed(pack: RulePack, effective_from: date, **terms: Any) -> RulePack:
    """A published successor of this pack that differs in ``terms``."""
    terms = {"change_notes": "调整分值。", **terms, "effective_from": effective_from}
    following = replace(terms_of(pack), **terms)
    draft = create_pack(following, issuer=pack.issuer, actor=SYSTEM, now=START)
    check_pack(draft.pk, actor=SYSTEM, now=START)
    rehearse_pack(draft.pk, actor=SYSTEM, now=START)
    return publish_pack(draft.pk, actor=SYSTEM, now=START)


def publish_packs(rng: Random, packs: Iterable[RulePack]) -> dict[str, list[Measure]]:
    """Three successors of each pack, published in any order; the measures by site type, by their days."""
    tables, found = sample_tables(), dict[str, list[Measure]]()
    for pack in packs:
        own = {
            code: line_of(table, rng, len(EFFECTIVE))
            for code, table in tables.items()
            if site_type(code).family == pack.family
        }
        order = rng.sample(range(len(EFFECTIVE)), len(EFFECTIVE))
        found |= dict.fromkeys(own, publish_line(pack, own, order))
    return found


def plan_places(office: Office, codes: Iterable[str], count: int) -> list[SiteVersion]:
    """Sites of each type in turn, all of the office's primary union."""
    district, codes = District.objects.get(code=DISTRICT), list(codes)
    shell = ServiceSite(state="planned", created_at=START, updated_at=START)
    versions = []
    for number in range(count):
        code = codes[number % len(codes)]
        version = SiteVersion(
            number=1, site_type=code, name=f"演练阵地{number}", district=district, created_at=START
        )
        union = office.primary
        version.site = like(
            shell,
            managing_union_id=union.pk,
            union_path=union.path,
            district_id=district.pk,
            site_type=code,
            name=version.name,
        )
        versions.append(version)
    return plan_sites(versions)


def make_plan(rng: Random, version: SiteVersion, measures: Sequence[Measure]) -> Plan:
    """What happens at this site at some time under one of its measures."""
    number = rng.randrange(len(EFFECTIVE))
    day = EFFECTIVE[number] + timedelta(days=rng.randrange(OPENED_WITHIN))
    opened_at = datetime.combine(day, time(9, rng.randrange(60)), LEGAL_ZONE)
    return plan_under(rng, version, measures[number], opened_at, rng.choice(PURPOSES))


def plan_under(
    rng: Random, version: SiteVersion, measure: Measure, opened_at: datetime, purpose: Purpose
) -> Plan:
    """The same under this measure, at this moment, for this purpose."""
    rubric = measure.rubric_for(version.site_type)
    if rubric is None:
        raise LookupError(version.site_type)
    facts = made_facts(rng, rubric)
    own = made_answers(rng, rubric, purpose, facts)
    district = looked_again(rng, rubric, purpose, facts, own)
    said = {Column.OWN.value: own, Column.DISTRICT.value: district}
    if rng.randrange(100) < CITY_LOOKS:
        said[Column.CITY.value] = looked_again(rng, rubric, purpose, facts, district)
    return Plan(version, measure, rubric, purpose, opened_at, facts, made_facilities(rng, rubric), said)


def write_at_once(office: Office, plans: Sequence[Plan]) -> list[Assessment]:
    """The rows of many concluded assessments. Answers go first: once it is concluded the database takes none."""
    rows = [_assessment(office, plan) for plan in plans]
    give_keys(rows)
    columns: list[ScoreColumn] = []
    for row, plan in zip(rows, plans, strict=True):
        row.number = f"PD{plan.opened_at.year}-{row.pk:06d}"
        columns += _columns(office, plan, row)
    give_keys(columns)
    answers = [
        answer
        for column, plan in _with_plan(columns, rows, plans)
        for answer in _answers(office, plan, column)
    ]
    for written in (answers, columns, rows):
        insert_many(written)
    return rows


def _with_plan(
    columns: Sequence[ScoreColumn], rows: Sequence[Assessment], plans: Sequence[Plan]
) -> list[tuple[ScoreColumn, Plan]]:
    by_key = {row.pk: plan for row, plan in zip(rows, plans, strict=True)}
    return [(column, by_key[column.assessment_id]) for column in columns]


def _assessment(office: Office, plan: Plan) -> Assessment:
    outcome = outcome_in(plan, plan.counts)
    return Assessment(
        verify_token=make_token(),
        site_id=plan.version.site_id,
        version=plan.version,
        site_type=plan.version.site_type,
        purpose=plan.purpose,
        state=AssessmentState.CONCLUDED,
        # One step for each column that is answered, one for each that is handed in; the city's goes with the end.
        revision=2 * len(plan.said) + (plan.counts == Column.DISTRICT),
        cycle_first=plan.cycle.first,
        cycle_last=plan.cycle.last,
        pack_id=plan.measure.pk,
        facts=plan.facts,
        facilities=plan.facilities,
        frozen_at=plan.opened_at,
        opened_at=plan.opened_at,
        opened_by=office.people["keeper"].name,
        total=outcome.total,
        conclusion=outcome.conclusion.value,
        concluded_at=moment_of(plan, Column.CITY),
    )


def _columns(office: Office, plan: Plan, row: Assessment) -> list[ScoreColumn]:
    columns = []
    for kind in plan.said:
        outcome, by = outcome_in(plan, kind), office.people[BY[kind]]
        columns.append(
            ScoreColumn(
                assessment_id=row.pk,
                column=kind,
                handed_in_at=moment_of(plan, kind),
                handed_in_by=by.name,
                handed_in_for=by.office,
                remark="" if kind == Column.OWN else REMARK,
                total=outcome.total,
                conclusion=outcome.conclusion.value,
                outcome=outcome_text(outcome),
            )
        )
    return columns


def _answers(office: Office, plan: Plan, column: ScoreColumn) -> list[ScoreAnswer]:
    by = office.people[BY[column.column]].name
    moment = moment_of(plan, column.column)
    return [
        ScoreAnswer(
            column_id=column.pk, code=code, revision=1, answered_by=by, answered_at=moment, **vars(answer)
        )
        for code, answer in plan.said[column.column].items()
    ]


#: Who fills which column, and how many days after the beginning.
BY = {Column.OWN: "keeper", Column.DISTRICT: "district", Column.CITY: "city"}
_AFTER = {Column.OWN: 2, Column.DISTRICT: 6, Column.CITY: 12}


def moment_of(plan: Plan, kind: str) -> datetime:
    return plan.opened_at + timedelta(days=_AFTER[Column(kind)])


def outcome_in(plan: Plan, kind: str) -> Outcome:
    """What follows from this column of a plan."""
    return outcome_of(plan.rubric, plan.purpose, facts_in(plan.facts), plan.facilities, plan.said[kind])
