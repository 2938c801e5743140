"""Which papers does a case have, and what do they say? Reads the case, gives plain papers; draws nothing.

A kind of case brings its own form by an entry in ``FORMS``; further papers come from ``MORE``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from filing.deadlines import time_left
from filing.models import Filing
from filing.next_steps import next_step
from filing.pages import sections_of
from filing.papers.codes import ACCEPTANCE, FORM, PaperNumber
from filing.papers.filled import entries_of, heading_of, identity_of, sheet_of, signed_of, where
from filing.papers.paper import Entry, Paper
from filing.papers.receipt import receipt_of, receipt_paper
from filing.papers.sheets import HOST, AcceptancePaper, RegisterPaper
from filing.selectors import measure_for
from filing.states import FilingKind
from inspection.models import Verdict, Visit
from rulebook.terms import Measure
from rulebook.workdays import WorkCalendar
from sites.selectors import facts_digest

#: Titles of forms by the kind of case, as columns of the pack.
TITLES = {"register": "register_title", "change": "change_title", "cancel": "cancellation_title"}

#: Facts of the sections that stand at the top of the form already.
TOLD_ABOVE = frozenset({"阵地类型", "区(市)"})


@dataclass(frozen=True)
class Setting:
    """What papers are written with: the moment, the calendar, the blocks asked for."""

    now: datetime
    calendar: WorkCalendar
    extras: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CasePaper:
    """A paper that a case offers. ``slug`` names it in the address, ``has_word`` where offices edit it."""

    slug: str
    label: str
    has_word: bool
    build: Callable[[], Paper]


FormBuilder = Callable[[Filing, Measure | None, Setting], Paper]

#: The form of each kind of case.
FORMS: dict[str, FormBuilder] = {}
#: Further papers of a case, such as its notices.
MORE: list[Callable[[Filing, Setting], Iterable[CasePaper]]] = []


def papers_of(filing: Filing, setting: Setting) -> list[CasePaper]:
    """Every paper that can be printed now, in the order of the way of a case."""
    measure = measure_for(filing, setting.now.date())
    found = [_receipt(filing, measure, setting)] if filing.submitted_at else []
    build = FORMS.get(filing.kind, register_form)
    found.append(
        CasePaper("form", form_title(filing, measure), True, lambda: build(filing, measure, setting))
    )
    if filing.submitted_at:
        found += _sheets(filing, measure)
    for more in MORE:
        found += more(filing, setting)
    return found


def paper_of(filing: Filing, slug: str, setting: Setting) -> CasePaper | None:
    """One paper by its name in the address; ``None`` when the case does not have it."""
    return next((each for each in papers_of(filing, setting) if each.slug == slug), None)


def form_title(filing: Filing, measure: Measure | None) -> str:
    name = TITLES.get(filing.kind, TITLES["register"])
    title = str(getattr(measure or Measure, name))
    return f"{filing.version.type_label}{title}"


def register_form(filing: Filing, measure: Measure | None, setting: Setting) -> Paper:
    """《建设备案表》 of this case."""
    extras = setting.extras | ({HOST} if filing.version.host_name else set())
    number = PaperNumber(filing.number, FORM)
    digest = facts_digest(filing.version)
    shown = [entry for entry in entries_of(sections_of(filing)) if entry.label not in TOLD_ABOVE]
    return RegisterPaper(
        heading=heading_of(filing, measure, form_title(filing, measure), number, digest),
        facts=(*identity_of(filing), *shown),
        signed=signed_of(filing),
        extras=extras,
    ).paper()


def _receipt(filing: Filing, measure: Measure | None, setting: Setting) -> CasePaper:
    title = measure.receipt_title if measure else Measure.receipt_title

    def build() -> Paper:
        left = time_left(filing, setting.calendar, setting.now)
        office = next_step(filing, setting.calendar, setting.now).who
        return receipt_paper(receipt_of(filing, left, office), title, filing.verify_token)

    return CasePaper("receipt", title, False, build)


def _sheets(filing: Filing, measure: Measure | None) -> list[CasePaper]:
    """One sheet for each visit, and an empty one to take along while none is written."""
    title = measure.acceptance_title if measure else Measure.acceptance_title
    visits = list(filing.visits)

    def sheet(visit: Visit | None, serial: int) -> Paper:
        rule = measure.rule_for(filing.version.site_type) if measure else None
        number = PaperNumber(filing.number, ACCEPTANCE, serial)
        return AcceptancePaper(
            heading=heading_of(filing, measure, title, number, facts_digest(filing.version)),
            facts=(Entry("阵地名称", filing.version.name), *identity_of(filing), *where(filing)),
            verdicts=tuple(str(each.label) for each in Verdict),
            visit=sheet_of(visit),
            least_inspectors=rule.min_inspectors if rule else 2,
        ).paper()

    if not visits:
        return [CasePaper("acceptance", f"{title}(空表)", True, lambda: sheet(None, 0))]
    return [
        CasePaper(
            f"acceptance-{serial}",
            f"{title}({visit.get_kind_display()})" if len(visits) > 1 else title,
            True,
            lambda visit=visit, serial=serial: sheet(visit, serial),  # type: ignore[misc]
        )
        for serial, visit in enumerate(visits, 1)
    ]


FORMS[FilingKind.REGISTER] = register_form
