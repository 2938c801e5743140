"""Five thousand assessments under three packs, worked out again: equal to the letter, whatever is published later."""

from __future__ import annotations

import json
import math
import resource
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from datetime import time as time_of_day
from hashlib import sha256
from io import StringIO
from itertools import islice
from random import Random

from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from core.clock import LEGAL_ZONE
from inspection.assessing.reading import in_chunks
from inspection.assessing.words import verdict_of
from inspection.models import Assessment, ScoreAnswer, ScoreColumn
from rulebook.choices import Family
from rulebook.models import RulePack
from rulebook.outcome import Outcome as Scored
from rulebook.outcome import Standing
from rulebook.rubric import PURPOSES, How, Rubric
from rulebook.selectors import Measure, measure_in
from unionportal.drill.history import (
    Plan,
    make_plan,
    outcome_in,
    plan_places,
    publish_packs,
    succeed,
    write_at_once,
)
from unionportal.drill.office import Office, build_office
from unionportal.drill.outcome import Broken, Outcome, Say, require
from unionportal.drill.stepwise import hand_on, open_plan, told, walk
from unionportal.drill.tables import MOVED, pairs_of, weight_moved
from unionportal.drill.throwaway import throwaway_database

SEED = 20261012
#: A site is scored about ten times in three years.
PER_SITE = 10
#: Walked by the services at full size, to be held against the rows written at once.
WALKED = 300
#: Of each type so many are scored again under a successor, with the same facts and answers.
REOPENED = 50
#: From when the successors are in force: after everything, and in the middle of the history.
LATER, BETWEEN = date(2026, 11, 1), date(2025, 7, 1)

CHECKED = (
    "三个版本以任意次序公布;逐步办理的评定与一次写入的评定逐项相同(评分、分栏、结论、时间、署名)。",
    "recompute --all 对每一份已提交的评分重新计算,逐字相同。",
    "此后再公布两个版本(一个今后施行,一个施行日期在这段时间中间),已有的结果一字未变,重新计算仍然相同。",
    "新版本只把一类阵地的 1 分从一项移到另一项:按新版本开始的评定,得分和满分的变化与手工推算一致,"
    "其他类型的结果一字不变。",
    "改动一处已保存的内容(结果文字、总分、结论、一项答复、登记资料),recompute 以失败结束,正好列出改动过的评定。",
)


@dataclass
class History:
    """What the drill stands on. ``later``: by site type the successor, and the two items between which weight moved."""

    office: Office
    rng: Random
    measures: dict[str, list[Measure]]
    plans: list[Plan]
    later: dict[str, tuple[Measure, tuple[str, str] | None]]
    counted: Counter[str]


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` assessments on a database of its own."""
    with throwaway_database(), transaction.atomic():
        outcome = replay_history(size, min(WALKED, size), say, until)
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def replay_history(
    size: int, walked: int, say: Say, until: float = math.inf, families: Collection[str] = Family.values
) -> Outcome:
    """On the database at hand; ends with the first property that breaks. The first ``walked`` are walked as well."""
    outcome, started = Outcome(CHECKED), time.monotonic()
    history = build(size, families)
    outcome.counted = history.counted
    say(f"  已写入 {size:,} 次评定,用时 {time.monotonic() - started:.0f} 秒")
    steps: tuple[Callable[[History], None], ...] = (
        lambda made: same_by_both_ways(made, walked),
        all_equal,
        later_packs_change_nothing,
        only_what_moved_changes,
        alterations_are_named,
    )
    try:
        for words, step in zip(CHECKED, steps, strict=True):
            if time.monotonic() > until:
                outcome.cut = f"时间已到,从这一条起没有核对:{words}"
                break
            step(history)
            say(f"  {time.monotonic() - started:.0f} 秒,成立:{words}")
    except Broken as broken:
        outcome.broken.append(str(broken))
    outcome.size = f"{size:,} 次评定,连同重新评定的共 {ScoreColumn.objects.count():,} 份评分、{ScoreAnswer.objects.count():,} 项答复"
    outcome.heads, outcome.rows = ("用途", "结论", "次数"), list(_conclusions(history))
    return outcome


def build(size: int, families: Collection[str]) -> History:
    """Packs, places and the rows of all assessments."""
    rng, office = Random(SEED), build_office()
    packs = RulePack.objects.filter(number=1, family__in=families).order_by("family")
    measures = publish_packs(rng, packs)
    places = plan_places(office, measures, max(size // PER_SITE, len(measures), len(_ALTERATIONS)))
    plans = [make_plan(rng, place, measures[place.site_type]) for place in rng.choices(places, k=size)]
    for chunk in in_chunks(plans):
        write_at_once(office, chunk)
    return History(office, rng, measures, plans, {}, Counter())


def same_by_both_ways(history: History, walked: int) -> None:
    """The first so many plans, walked by the services beside the rows that were written at once."""
    rows = list(Assessment.objects.order_by("pk")[:walked])
    for plan, row in zip(history.plans, rows, strict=False):
        again = walk(history.office, plan)
        require(told(again) == told(row), f"{row.number} 与逐步办理的 {again.number} 不同。")
        history.counted["与逐步办理相同的评定"] += 1


def all_equal(history: History) -> None:
    """The command itself, as it is typed."""
    lines, failed = recompute()
    require(not failed, f"recompute:{failed}{';'.join(lines[:5])}")
    history.counted["逐字重算的评分"] += ScoreColumn.objects.filter(handed_in_at__isnull=False).count()


def recompute() -> tuple[list[str], str]:
    """Its lines, and the sentence with which it failed."""
    out = StringIO()
    try:
        call_command("recompute", "--all", stdout=out)
    except CommandError as failed:
        return out.getvalue().splitlines(), str(failed)
    return out.getvalue().splitlines(), ""


def later_packs_change_nothing(history: History) -> None:
    """Two more packs for each family, one of them in the past; weight moves in the table of one type."""
    before = stored_texts()
    for newest in {measures[-1].pk: measures[-1] for measures in history.measures.values()}.values():
        pack = RulePack.objects.get(pk=newest.pk)
        changed = history.rng.choice(newest.rubrics)
        pair = history.rng.choice(_pairs(changed))
        tables = tuple(weight_moved(each, *pair) if each == changed else each for each in newest.rubrics)
        later, _ = (measure_in(succeed(pack, day, rubrics=tables)) for day in (LATER, BETWEEN))
        for table in newest.rubrics:
            history.later[table.site_type] = (later, pair if table == changed else None)
        history.counted["此后公布的版本"] += 2
    require(stored_texts() == before, "公布新版本以后,已保存的结果有变化。")
    all_equal(history)


def _pairs(table: Rubric) -> list[tuple[str, str]]:
    """Points that a person gave stay as they are, so a judged item gives none up."""
    return [(up, down) for up, down in pairs_of(table) if table.criterion(down).how != How.JUDGEMENT]


def stored_texts() -> str:
    """A digest of every outcome that is stored."""
    digest = sha256()
    for text in ScoreColumn.objects.order_by("pk").values_list("outcome", flat=True).iterator():
        digest.update(text.encode())
    return digest.hexdigest()


def only_what_moved_changes(history: History) -> None:
    """The same facts and answers, opened under the successors: different by what moved, and by nothing else."""
    opened_at = datetime.combine(LATER, time_of_day(9), LEGAL_ZONE)
    for code, (measure, pair) in sorted(history.later.items()):
        newest = history.measures[code][-1]
        plans = [plan for plan in history.plans if plan.rubric == newest.rubric_for(code)][:REOPENED]
        rubric = next(table for table in measure.rubrics if table.site_type == code)
        again = [replace(plan, measure=measure, rubric=rubric, opened_at=opened_at) for plan in plans]
        for old, row in zip(plans, write_at_once(history.office, again), strict=True):
            for column in row.columns.all():
                _require_moved(outcome_in(old, column.column), column, pair)
                history.counted["按新版本重新评定的评分"] += 1


def _require_moved(old: Scored, column: ScoreColumn, pair: tuple[str, str] | None) -> None:
    new = json.loads(column.outcome)
    gains = [(0, 0)] if pair is None else [_gain(old, pair[0], MOVED), _gain(old, pair[1], -MOVED)]
    earned, possible = (sum(each) for each in zip(*gains, strict=True))
    require(
        (new["earned"], new["possible"]) == (old.earned + earned, old.possible + possible),
        f"{column.assessment_id} {column}:应为 {old.earned + earned}/{old.possible + possible},"
        f"算得 {new['earned']}/{new['possible']}。",
    )


def _gain(old: Scored, code: str, tenths: int) -> tuple[int, int]:
    """By hand: who had full points of a level or a step has them again; whatever applies is worth more, or less."""
    item = next((each for each in old.items if each.criterion.code == code), None)
    if item is None or item.standing == Standing.NOT_APPLICABLE:
        return 0, 0
    follows = item.criterion.how != How.JUDGEMENT and item.points == item.criterion.points
    return tenths if follows else 0, tenths


def alterations_are_named(history: History) -> None:
    """What is still open can be altered past the services, each in another way; everything is put back."""
    with transaction.atomic():
        plans = islice({plan.version.pk: plan for plan in history.plans}.values(), len(_ALTERATIONS))
        rows = [hand_on(history.office, plan, open_plan(history.office, plan)) for plan in plans]
        for row, alter in zip(rows, _ALTERATIONS, strict=True):
            alter(row)
        lines, failed = recompute()
        named = {line.split()[0] for line in lines if line.startswith("  ")}
        transaction.set_rollback(True)
    require(
        bool(failed) and named == {row.number for row in rows}, f"改动后列出的是:{'、'.join(sorted(named))}。"
    )
    history.counted["改动后被列出的评定"] += len(rows)


def _own(row: Assessment) -> ScoreColumn:
    return row.columns.order_by("pk")[0]


_ALTERATIONS: tuple[Callable[[Assessment], object], ...] = (
    lambda row: row.columns.filter(pk=_own(row).pk).update(
        outcome=_own(row).outcome.replace('"v":1', '"v": 1')
    ),
    lambda row: row.columns.filter(pk=_own(row).pk).update(total=F("total") + 1),
    lambda row: row.columns.filter(pk=_own(row).pk).update(conclusion="open"),
    lambda row: _own(row).answers.order_by("code")[0].delete(),
    lambda row: Assessment.objects.filter(pk=row.pk).update(facts={}),
)


def _conclusions(history: History) -> Iterator[tuple[str, str, str]]:
    """How the made history ended, in words."""
    ends = Counter(
        (PURPOSES[plan.purpose], verdict_of(plan.purpose, outcome_in(plan, plan.counts).conclusion))
        for plan in history.plans
    )
    for (purpose, verdict), number in ends.most_common():
        yield purpose, verdict, f"{number:,}"
