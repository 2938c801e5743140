"""How is the value of a registered fact said, as scoring holds it? With its unit; no database."""

from __future__ import annotations

from sites.fact_fields import Kind
from sites.facts import FACTS, Fact
from sites.rubric_words import vocabulary


def fact_words(type_code: str, name: str, value: int | str) -> str:
    """25.5 平方米; 还有 37 天到期; 是. As it is where the fact is unknown here."""
    fact, known = FACTS.get(name), vocabulary(type_code)
    if fact is None or known is None or name not in known.facts:
        return str(value)
    kind = known.facts[name]
    if not kind.is_number:
        return kind.answers.get(str(value), str(value))
    return _days(int(value)) if fact.kind is Kind.DATE else _counted(fact, kind.unit.written(int(value)))


def _days(days: int) -> str:
    """A day as scoring sees it: how long until then."""
    return f"还有 {days} 天到期" if days >= 0 else f"已过期 {-days} 天"


def _counted(fact: Fact, number: str) -> str:
    unit = "项" if fact.kind is Kind.CHOICES else fact.unit
    return f"{number}{unit}" if unit == "%" else f"{number} {unit}".strip()
