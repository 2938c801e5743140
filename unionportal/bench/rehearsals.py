"""The goal of rehearsals: five thousand results on a draft's tables, against reading and scoring each of them once."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from django.db import connection, transaction

from accounts.models import Union
from core import clock
from core.actor import SYSTEM
from core.clock import LEGAL_ZONE
from inspection.assessing.frozen import facts_in
from inspection.assessing.rehearsing import rehearse_scores
from inspection.models import Assessment, Column, ScoreAnswer
from rulebook.models import RulePack
from rulebook.outcome import Answer
from rulebook.rubric import Purpose, Rubric
from rulebook.scoring import outcome_of
from rulebook.selectors import Measure, measure_of, terms_of
from rulebook.services import create_pack, seed_packs
from sites.models import SiteVersion
from unionportal.bench import dataset, goals
from unionportal.bench.meter import Cost, measure, ratio
from unionportal.bench.people import city_of
from unionportal.drill.history import EFFECTIVE, Plan, plan_under, publish_packs, write_at_once
from unionportal.drill.office import Office
from unionportal.drill.tables import successor_of

#: As many as the goal asks for, of one family, yearly and for the demonstration.
RESULTS = 5_000
FAMILY = "women"
PURPOSES = (Purpose.YEARLY, Purpose.DEMONSTRATION)
CHUNK = 500
DRAFT_FROM = date(2027, 1, 1)


def rehearsal_goals() -> Iterator[goals.Result]:
    city = city_of(dataset.sample()[0])
    with transaction.atomic():
        load_scores(city)
        draft = _draft(city)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    now = clock.now()
    rounds = [_pair(draft, now) for _ in range(goals.ROUNDS + 1)][1:]
    told = rehearse_scores(draft, now)
    count = told["counts"]["assessments"] if told else 0
    yield goals.Result("P26", f"试算 {count:,} 次评定 / 逐次读取并评分", 2.0, ratio(rounds))
    seconds = median(feature.wall for feature, _ in rounds)
    yield goals.Result("P26", f"试算 {count:,} 次评定", 10.0, seconds, "秒")


def load_scores(city: Union) -> None:
    """Concluded assessments of the city's sites under two packs of this year and the last; once."""
    if Assessment.objects.filter(site__union_path__startswith=city.path).exists():
        return
    rng = random.Random(dataset.SEED)
    seed_packs(city, actor=SYSTEM, now=clock.now(), with_tables=False)
    first = RulePack.objects.filter(issuer=city, family=FAMILY, number=1)
    measures = publish_packs(rng, first)
    office = Office(city, dict.fromkeys(("keeper", "district", "city"), SYSTEM))
    plans = [_plan(rng, version, purpose, measures) for version, purpose in _places(city, list(measures))]
    for start in range(0, len(plans), CHUNK):
        write_at_once(office, plans[start : start + CHUNK])


def _places(city: Union, kinds: list[str]) -> list[tuple[SiteVersion, Purpose]]:
    versions = SiteVersion.objects.filter(
        site__union_path__startswith=city.path, site__state="open", site_type__in=kinds
    )
    pairs = [(version, purpose) for version in versions.order_by("pk")[:RESULTS] for purpose in PURPOSES]
    return pairs[:RESULTS]


def _plan(
    rng: random.Random, version: SiteVersion, purpose: Purpose, measures: dict[str, list[Measure]]
) -> Plan:
    number = rng.choice((1, 2))
    day = EFFECTIVE[number] + timedelta(days=rng.randrange(100, 180))
    opened_at = datetime(day.year, day.month, day.day, 9, tzinfo=LEGAL_ZONE)
    return plan_under(rng, version, measures[version.site_type][number], opened_at, purpose)


def _draft(city: Union) -> RulePack:
    """A successor in which every table has moved; kept for the next run."""
    newest = RulePack.objects.filter(issuer=city, family=FAMILY).latest("effective_from")
    if newest.effective_from == DRAFT_FROM:
        return newest
    rng, terms = random.Random(dataset.SEED), terms_of(newest)
    tables = tuple(successor_of(table, rng) for table in terms.rubrics)
    following = replace(terms, effective_from=DRAFT_FROM, rubrics=tables)
    return create_pack(following, issuer=city, actor=SYSTEM, now=clock.now())


def _pair(draft: RulePack, now: datetime) -> tuple[Cost, Cost]:
    """One rehearsal and one pass of the floor, in turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()

    def one(work: Callable[[], object]) -> Cost:
        def whole() -> int:
            work()
            return 1

        return measure(whole, lambda: [os.getpid(), backend])

    return one(lambda: rehearse_scores(draft, now)), one(lambda: read_and_score(draft.issuer))


def read_and_score(city: Union) -> int:
    """The floor: the same rows, their facts and the answers of one column, each scored once and forgotten."""
    rows = Assessment.objects.filter(site__union_path__startswith=city.path, state="concluded")
    names = ("pk", "pack_id", "site_type", "purpose", "facts", "facilities")
    tables, total, chunk = dict[tuple[int, str], Rubric](), 0, list[tuple[Any, ...]]()
    for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            total += _score(chunk, tables)
            chunk = []
    return total + _score(chunk, tables)


def _score(chunk: list[tuple[Any, ...]], tables: dict[tuple[int, str], Rubric]) -> int:
    answers: dict[int, dict[str, Answer]] = {row[0]: {} for row in chunk}
    said = ScoreAnswer.objects.filter(column__assessment_id__in=answers, column__column=Column.DISTRICT)
    for key, code, level, points, reason, is_met in said.values_list(
        "column__assessment_id", "code", "level", "points", "not_applicable", "is_met"
    ):
        answers[key][code] = Answer(level=level, points=points, not_applicable=reason, is_met=is_met)
    total = 0
    for key, pack, kind, purpose, facts, facilities in chunk:
        if (pack, kind) not in tables:
            tables[pack, kind] = next(each for each in measure_of(pack).rubrics if each.site_type == kind)
        table = tables[pack, kind]
        total += outcome_of(table, Purpose(purpose), facts_in(facts), facilities, answers[key]).total
    return total
