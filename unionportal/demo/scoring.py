"""How are sample sites scored at their doors, so that the points say what the plan of the case wants?"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core.actor import Actor
from filing.models import Filing
from inspection.assessing.selectors import Board, board_of
from inspection.assessing.services import Given, answer_items, table_for_acceptance
from inspection.models import Column
from rulebook.outcome import Answer, Conclusion
from rulebook.rubric import Criterion, How, Purpose, Veto
from rulebook.scoring import outcome_of
from rulebook.selectors import Measure
from sites.facilities import in_order
from sites.fact_fields import FactField, Kind
from sites.fact_values import Cycle, readings_of
from sites.models import SiteVersion


def score_at_door(filing: Filing, verdict: str, *, inspector: Actor, now: datetime) -> None:
    """Answer every item, best first; then take points away until the conclusion is the planned one."""
    row = filing.assessment
    if row is None:
        return
    board = board_of(row, now.date())
    answers = {each.code: best_of(each) for each in _asked(board)}
    vetoes = [line.veto.code for line in board.outcomes[Column.DISTRICT].vetoes if not line.by_fact]
    answers |= {code: Answer(is_met=False) for code in vetoes}
    if verdict == "fail":
        answers[vetoes[0]] = Answer(is_met=True)
    _answer(filing, answers, inspector, now)
    if verdict == "fix":
        _lower_until(filing, Conclusion.SHORT, inspector, now)


def best_of(criterion: Criterion) -> Answer:
    """Full points: the best level, or all the points of a judgement."""
    if criterion.how == How.CHOICE:
        return Answer(level=max(criterion.levels, key=lambda level: level.points).code)
    return Answer(points=criterion.points)


def lacking_facts(filing: Filing, measure: Measure | None, now: datetime) -> dict[str, Any]:
    """What must be in a draft so that the register earns full points of its table; empty where nothing is lacking."""
    version = filing.version
    rubric = table_for_acceptance(measure, version.site_type) if measure else None
    if rubric is None:
        return {}
    day = now.date()
    readings = readings_of([version], Cycle(day, day), day)[version.pk]
    facts = {name: reading.value for name, reading in readings.items()}
    outcome = outcome_of(rubric, Purpose.ACCEPTANCE, facts, version.facilities, {})
    short = [
        item.criterion
        for item in outcome.items
        if item.criterion.is_automatic and item.earned < item.possible
    ]
    values: dict[str, Any] = {}
    for criterion in short:
        _mend(criterion, version, values, day)
    for line in outcome.vetoes:
        if line.is_met:
            _clear(line.veto, version, values)
    return values


def _clear(veto: Veto, version: SiteVersion, values: dict[str, Any]) -> None:
    """Another answer of the register than the one that vetoes."""
    field = version.kind.fact(veto.fact.partition(".")[2])
    told = values.setdefault("type_facts", dict(version.type_facts))
    if field.kind is Kind.BOOL:
        told[field.name] = "no" in veto.answers
    elif veto.at_least is not None:
        told[field.name] = veto.at_least
    else:
        told[field.name] = next(code for code, _ in field.choices if code not in veto.answers)


def _mend(criterion: Criterion, version: SiteVersion, values: dict[str, Any], day: date) -> None:
    """What the item looks at, as its best step wants it."""
    own = criterion.fact.partition(".")[2]
    if criterion.how == How.CHECKLIST:
        had = values.get("facilities", version.facilities)
        more = [wanted.split("|")[0] for wanted in criterion.items if not set(wanted.split("|")) & set(had)]
        values["facilities"] = in_order({*had, *more})
    elif criterion.fact == "area":
        values["area_hundredths"] = _best_limit(criterion)
    elif own in {fact.name for fact in version.kind.facts}:
        told = values.setdefault("type_facts", dict(version.type_facts))
        told[own] = _best_value(criterion, version.kind.fact(own), day)


def _best_value(criterion: Criterion, fact: FactField, day: date) -> Any:
    if criterion.how == How.LOOKUP:
        best = max(criterion.levels, key=lambda level: level.points).code
        return best == "yes" if fact.kind is Kind.BOOL else best
    if fact.kind is Kind.DATE:
        return (day + timedelta(days=200)).isoformat()
    most = _best_limit(criterion)
    return [code for code, _ in fact.choices][:most] if fact.kind is Kind.CHOICES else most


def _best_limit(criterion: Criterion) -> int:
    return max(criterion.steps, key=lambda step: step.points).limit


def _lower_until(filing: Filing, wanted: Conclusion, inspector: Actor, now: datetime) -> None:
    """One item after the other loses its points; the basics first, because they alone make a site fall short."""
    row = filing.assessment
    if row is None:
        return
    for each in sorted(_asked(board_of(row, now.date())), key=lambda each: not each.is_basic):
        if board_of(row, now.date()).outcomes[Column.DISTRICT].conclusion == wanted:
            return
        if each.how == How.CHOICE:
            lower = sorted(each.levels, key=lambda level: level.points)[-2]
            _answer(filing, {each.code: Answer(level=lower.code)}, inspector, now)


def _asked(board: Board) -> list[Criterion]:
    """Items of the acceptance that a person answers."""
    items = (item.criterion for item in board.outcomes[Column.DISTRICT].items)
    return [each for each in items if not each.is_automatic]


def _answer(filing: Filing, answers: dict[str, Answer], inspector: Actor, now: datetime) -> None:
    if filing.assessment is not None:
        given = {code: Given(answer) for code, answer in answers.items()}
        answer_items(filing.assessment.pk, given, actor=inspector, now=now)
