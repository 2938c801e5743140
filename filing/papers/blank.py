"""Which empty forms can be printed, and what do they ask? The labels of a type, with room to write by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from filing.papers.endings import CancelPaper, Change, ChangePaper, Equipment
from filing.papers.paper import Entry, Paper
from filing.papers.sheets import HOST, AcceptancePaper, Heading, RegisterPaper
from inspection.models import Verdict
from rulebook.terms import Measure
from sites.sections import PAIRED, SECTIONS
from sites.site_type import SiteType
from sites.summary import label_of

#: Empty rows of a table that is filled in by hand.
ROOM = 5

#: Columns that have no line of their own: the type stands at the top, its facts are listed one by one.
_TOLD_APART = frozenset({"site_type", "type_facts"})


@dataclass(frozen=True)
class BlankForm:
    """An empty form. ``title`` is the column of the pack that names it."""

    slug: str
    title: str
    build: Callable[[Heading, SiteType, int], Paper]


def _identity(kind: SiteType) -> tuple[Entry, ...]:
    return (Entry("阵地类型", kind.label), Entry("主管工会"))


def _site(kind: SiteType) -> tuple[Entry, ...]:
    return (Entry("阵地名称"), Entry("备案编号"), *_identity(kind), Entry("详细地址"))


def _facts(kind: SiteType) -> tuple[Entry, ...]:
    """Every label of the form in its order, the type's own where the sections put them."""
    found: list[Entry] = []
    for section in SECTIONS:
        names = [name for name in section.fields if name not in PAIRED and name not in _TOLD_APART]
        found += [Entry(label_of(name)) for name in names]
        if "type_facts" in section.fields:
            found += [Entry(fact.label) for fact in kind.facts]
    return tuple(found)


def _register(heading: Heading, kind: SiteType, inspectors: int) -> Paper:
    facts = (*_identity(kind), *_facts(kind))
    return RegisterPaper(heading, facts, extras=frozenset({HOST})).paper()


def _change(heading: Heading, kind: SiteType, inspectors: int) -> Paper:
    rows = tuple(Change(" ", " ", " ") for _ in range(ROOM))
    return ChangePaper(heading, _site(kind), rows, extras=frozenset({HOST})).paper()


def _cancel(heading: Heading, kind: SiteType, inspectors: int) -> Paper:
    goods = tuple(Equipment(" ") for _ in range(ROOM))
    return CancelPaper(
        heading, _site(kind), "", None, goods, is_nursing_room=kind.code == "nursing_room"
    ).paper()


def _acceptance(heading: Heading, kind: SiteType, inspectors: int) -> Paper:
    verdicts = tuple(str(each.label) for each in Verdict)
    return AcceptancePaper(heading, _site(kind), verdicts, least_inspectors=inspectors).paper()


BLANK_FORMS = {
    form.slug: form
    for form in (
        BlankForm("register", "register_title", _register),
        BlankForm("change", "change_title", _change),
        BlankForm("cancel", "cancellation_title", _cancel),
        BlankForm("acceptance", "acceptance_title", _acceptance),
    )
}


def blank_title(form: BlankForm, measure: Measure | None) -> str:
    """What the union in charge calls the form."""
    return str(getattr(measure or Measure, form.title))


def blank_paper(form: BlankForm, kind: SiteType, measure: Measure | None) -> Paper:
    """An empty form of this type, in the words of the measure in force."""
    heading = Heading(
        title=f"{kind.label}{blank_title(form, measure)}", is_sample=measure is None or measure.is_sample
    )
    inspectors = measure.rule_for(kind.code).min_inspectors if measure and measure.rules(kind.code) else 2
    return form.build(heading, kind, inspectors)
