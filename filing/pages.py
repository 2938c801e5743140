"""What do the pages of one case show? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from core.actor import Actor
from core.audit import history_about
from core.models import AuditEntry
from filing.models import Filing
from filing.policy import FILINGS
from filing.states import EDITABLE
from sites.models import SitePhoto, SiteVersion
from sites.sections import SECTIONS, Section
from sites.selectors import photos_of
from sites.summary import Line, lines_of, section_state
from sites.vocabulary import PhotoSlot

#: Entries of the history on the page of a case; the rest stands in the site's file.
MOST_ENTRIES = 100

_TASK_STATES = {"未填": "empty", "填写中": "partial", "已填": "complete"}


@dataclass(frozen=True)
class SectionFacts:
    """One section as it is read: its lines, what is missing, where it is changed.

    ``asked_by_type``: labels of the type's own facts that stand as 未核实 when nobody gives them.
    """

    section: Section
    lines: list[Line]
    state: str
    url: str
    asked_by_type: frozenset[str] = frozenset()

    @property
    def missing(self) -> list[str]:
        """Mandatory facts that are not there."""
        return [line.label for line in self.lines if line.is_blank and line.is_mandatory]

    @property
    def not_verified(self) -> list[str]:
        """Expected facts that nobody has given."""
        return [
            line.label
            for line in self.lines
            if line.is_blank and not line.is_mandatory and line.name in self.section.expected
        ]

    def rows(self, *, change: bool) -> list[dict[str, str]]:
        """For the summary list: what is given, what is expected and blank, and in one line what may stay away."""
        url = self.url if change else ""
        shown = [line for line in self.lines if not line.is_blank or self._is_wanted(line)]
        rows = [
            {"label": line.label, "value": "" if line.is_blank else line.text, "url": url} for line in shown
        ]
        rest = "、".join(line.label for line in self.lines if line not in shown)
        return [*rows, {"label": "选填,未填", "value": rest, "url": url}] if rest else rows

    def _is_wanted(self, line: Line) -> bool:
        return line.is_mandatory or line.name in self.section.expected or line.label in self.asked_by_type

    def task(self, current: str) -> dict[str, Any]:
        """For the task list."""
        said = [f"还缺:{'、'.join(self.missing)}"] if self.missing else []
        said += [f"未核实:{'、'.join(self.not_verified)}"] if self.not_verified else []
        return {
            "title": self.section.title,
            "url": self.url,
            "state": _TASK_STATES[self.state],
            "missing": ";".join(said),
            "current": self.section.code == current,
        }


def section_url(filing: Filing, code: str) -> str:
    return reverse("filing-section", args=[filing.number, code])


def sections_of(filing: Filing) -> list[SectionFacts]:
    """Every section of the case in the order of the form."""
    version = filing.version
    asked = frozenset(fact.label for fact in filing.site.kind.facts if fact.expected)
    return [
        SectionFacts(
            section=each,
            lines=lines_of(version, each),
            state=section_state(version, each),
            url=section_url(filing, each.code),
            asked_by_type=asked,
        )
        for each in SECTIONS
    ]


def tasks_of(filing: Filing, current: str = "") -> list[dict[str, Any]]:
    return [each.task(current) for each in sections_of(filing)]


def following(code: str) -> str:
    """The section after this one; empty after the last."""
    codes = [each.code for each in SECTIONS]
    place = codes.index(code) + 1
    return codes[place] if place < len(codes) else ""


def differences(section: Section, mine: SiteVersion, theirs: SiteVersion) -> list[dict[str, str]]:
    """What a stale page would write, beside what stands now."""
    pairs = zip(lines_of(mine, section), lines_of(theirs, section), strict=True)
    return [
        {"label": typed.label, "mine": typed.text, "theirs": stands.text}
        for typed, stands in pairs
        if typed.text != stands.text
    ]


def is_open_to(actor: Actor, filing: Filing) -> bool:
    """May this person write into the case now?"""
    return filing.state in EDITABLE and bool(FILINGS.decide(actor, "edit", filing))


def history_of(filing: Filing) -> list[AuditEntry]:
    return list(history_about(filing.audit_about)[:MOST_ENTRIES])


def reason_for_return(entries: Iterable[AuditEntry]) -> AuditEntry | None:
    """The letter with which the case came back."""
    wanted = ("filing.return_check", "filing.return_city")
    return next((each for each in entries if each.action in wanted and each.outcome == "done"), None)


def photos_by_slot(filing: Filing) -> list[dict[str, Any]]:
    """Slots that hold pictures, each picture with its addresses."""
    return [slot for slot in slots_of(filing, photos_of(filing.version)) if slot["photos"]]


def slots_of(filing: Filing, photos: QuerySet[SitePhoto]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {slot.value: [] for slot in PhotoSlot}
    for photo in photos:
        url = reverse("filing-photo", args=[filing.number, photo.attachment_id])
        found[photo.slot].append(
            {
                "key": photo.attachment_id,
                "url": url,
                "thumb": f"{url}?size=s",
                "remove_url": reverse("filing-photo-remove", args=[filing.number, photo.attachment_id]),
                "taken_at": photo.attachment.taken_at,
            }
        )
    return [{"name": slot.value, "title": slot.label, "photos": found[slot.value]} for slot in PhotoSlot]


def visit_rows(filing: Filing) -> list[list[dict[str, Any]]]:
    """Each visit of the site as a summary list."""
    return [
        [
            {"label": visit.get_kind_display(), "value": visit.held_on},
            {"label": "验收单位", "value": visit.organisation},
            {"label": "验收人员", "value": "、".join(visit.inspectors)},
            {"label": "现场人员", "value": visit.met_on_site},
            {"label": "验收结论", "value": visit.get_verdict_display(), "note": visit.findings},
            *([{"label": "整改期限", "value": visit.fix_by}] if visit.fix_by else []),
        ]
        for visit in filing.visits
    ]
