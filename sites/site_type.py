"""What is a type of site, and are the facts given for one possible? Which types exist is not known here.

Facts of a type are counts and dates, never data of a person: staff papers are a number of holders and the
earliest day on which one ends.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sites.facilities import label_of as facility_label
from sites.fact_fields import FactField, FactValue, is_blank
from sites.refusals import Refusal
from sites.use.asked import Asked

#: Families of types: one measure (管理办法) covers one family.
FAMILIES = {"women": "女职工关爱服务阵地", "outdoor": "户外劳动者服务站点", "mind": "职工心灵驿站"}


@dataclass(frozen=True)
class ComputedFact:
    """A fact that follows from others and cannot be typed.

    ``compute`` gets the stored values of ``needs``, all present; it answers ``None`` where nothing follows.
    """

    field: FactField
    needs: tuple[str, ...]
    compute: Callable[[Mapping[str, int]], int | None]


@dataclass(frozen=True)
class SiteType:
    """All that the code knows of a type. Thresholds, points and time limits are rows of its measure."""

    code: str
    label: str
    short_label: str
    number_code: str
    family: str
    position: int
    facilities: tuple[str, ...]
    basic_facilities: tuple[str, ...]
    facts: tuple[FactField, ...]
    comfort_facilities: tuple[str, ...] = ()
    #: What it keeps for those who come; told of by notice, never scored.
    supplies: tuple[str, ...] = ()
    keeper_title: str = "阵地负责人"
    computed: tuple[ComputedFact, ...] = ()
    #: What else people call it; the search finds it under these words.
    synonyms: tuple[str, ...] = ()
    #: A facility, a fact, and the answers of the fact that cannot stand beside the facility.
    excludes: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    #: What lists of other offices call it, where that can mean nothing else.
    aliases: tuple[str, ...] = ()
    #: Pairs of fact names: the first must not exceed the second.
    not_more: tuple[tuple[str, str], ...] = ()
    #: Facts with which the filing of a similar site may begin: how things are arranged, never what was counted or proved.
    alike: frozenset[str] = frozenset()
    #: Open in seasons only, and out of the public list until the season is confirmed.
    is_seasonal: bool = False
    #: Jobs that a visitor may name when he taps at the door; codes of ``sites/at_door/counted.py``.
    trades: tuple[str, ...] = ()
    #: Which records of use it keeps, besides monthly totals, repairs and satisfaction.
    use: Asked = field(default_factory=Asked)
    _fields: Mapping[str, FactField] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        names = {fact.name: fact for fact in (*self.facts, *(each.field for each in self.computed))}
        if len(names) != len(self.facts) + len(self.computed):
            raise ValueError(f"{self.code}: a fact is named twice")
        object.__setattr__(self, "_fields", names)

    def fact(self, name: str) -> FactField:
        """The typed or computed fact of this name. ``KeyError`` when there is none."""
        return self._fields[name]


def validate_facts(
    kind: SiteType, data: Mapping[str, object], today: date
) -> tuple[dict[str, FactValue], dict[str, str]]:
    """The facts as they are stored, and one sentence for each name that cannot be taken.

    Blank values are left out (not given is not zero). Names that the type does not have are refused by name.
    """
    typed = {fact.name: fact for fact in kind.facts}
    clean: dict[str, FactValue] = {}
    problems: dict[str, str] = {}
    for name, raw in data.items():
        if name not in typed:
            problems[name] = f"“{kind.label}”没有“{name}”这一项,请删除。"
        elif not is_blank(raw):
            try:
                clean[name] = typed[name].clean(raw, today)
            except Refusal as refused:
                problems[name] = refused.sentence
    problems |= _reversed(kind, clean)
    return {name: value for name, value in clean.items() if name not in problems}, problems


def _reversed(kind: SiteType, clean: Mapping[str, FactValue]) -> dict[str, str]:
    """Counts that exceed the one that holds them."""
    found: dict[str, str] = {}
    for smaller, larger in kind.not_more:
        low, high = clean.get(smaller), clean.get(larger)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            found[smaller] = f"{kind.fact(smaller).label}不能大于{kind.fact(larger).label},请核对。"
    return found


def contradictions(
    kind: SiteType, facilities: Collection[str], facts: Mapping[str, FactValue]
) -> dict[str, str]:
    """One sentence for each fact that says the opposite of a facility given beside it."""
    found: dict[str, str] = {}
    for code, name, answers in kind.excludes:
        if code in facilities and facts.get(name) in answers:
            fact = kind.fact(name)
            found[name] = (
                f"设施中勾选了“{facility_label(code)}”,{fact.label}却选了“{fact.text(facts[name])}”,"
                "请核对后改正其中一项。"
            )
    return found


def missing_facts(kind: SiteType, clean: Mapping[str, FactValue]) -> list[FactField]:
    """Expected facts that were not given; they stand as 未核实."""
    return [fact for fact in kind.facts if fact.expected and fact.name not in clean]


def computed_facts(kind: SiteType, values: Mapping[str, object]) -> dict[str, int]:
    """What follows from stored values (facts of the type and shared ones such as ``area_hundredths``)."""
    found: dict[str, int] = {}
    for each in kind.computed:
        needed = {name: values.get(name) for name in each.needs}
        ints = {name: value for name, value in needed.items() if isinstance(value, int)}
        result = each.compute(ints) if len(ints) == len(needed) else None
        if result is not None:
            found[each.field.name] = result
    return found
