"""Which facts and facilities can a scoring table of a site type name, and how are they written? No database."""

from __future__ import annotations

from rulebook.rubric_checks import FactKind, Vocabulary
from rulebook.scale_text import Unit
from sites.facilities import label_of
from sites.fact_fields import Kind
from sites.facts import Fact, facts_for
from sites.site_type import SiteType
from sites.types import site_types
from sites.vocabulary import Access

#: How each kind is put on steps; several answers count by how many they are, a day by the days until it.
_UNITS = {
    Kind.COUNT: Unit(),
    Kind.TENTHS: Unit(places=1, runs_on=True),
    Kind.HUNDREDTHS: Unit(places=2, runs_on=True),
    Kind.MONEY: Unit(places=2, runs_on=True),
    Kind.CHOICES: Unit(),
    Kind.DATE: Unit(),
}

#: Answers of a yes and no, as scoring looks them up.
YES_NO = {"yes": "是", "no": "否"}

_SHARED_ANSWERS = {"access": {code: str(label) for code, label in Access.choices}}


def vocabulary(type_code: str) -> Vocabulary | None:
    """``None`` for a type that does not exist."""
    kind = next((each for each in site_types() if each.code == type_code), None)
    if kind is None:
        return None
    facts = {fact.name: _kind_of(kind, fact) for fact in facts_for(type_code)}
    return Vocabulary(facts, {code: label_of(code) for code in kind.facilities})


def _kind_of(kind: SiteType, fact: Fact) -> FactKind:
    if fact.kind in _UNITS:
        return FactKind(fact.label, is_number=True, unit=_UNITS[fact.kind])
    return FactKind(fact.label, answers=_answers(kind, fact))


def _answers(kind: SiteType, fact: Fact) -> dict[str, str]:
    if fact.kind is Kind.BOOL:
        return dict(YES_NO)
    if fact.name in _SHARED_ANSWERS:
        return _SHARED_ANSWERS[fact.name]
    own = fact.name.partition(".")[2]
    return dict(kind.fact(own).choices) if own else {}
