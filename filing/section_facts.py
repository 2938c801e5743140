"""How is one section of a case read, on its page and in the task list? Plain values; no row is asked here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from filing.mending import Mending
from sites.sections import Section
from sites.summary import Line

_TASK_STATES = {"未填": "empty", "填写中": "partial", "已填": "complete"}


def _listed(word: str, labels: Iterable[str]) -> str:
    joined = "、".join(labels)
    return f"{word}:{joined}" if joined else ""


@dataclass(frozen=True)
class SectionFacts:
    """One section as it is read: its lines, what is missing, where it is changed.

    ``asked_by_type``: labels of the type's own facts that stand as 未核实 when nobody gives them. ``parts``: by the
    label of a line, what a checker can point at. ``mending``: in a returned case, what its letters left of the
    section. ``copied``: what is said while the facts of a similar site stand here and nobody has looked at them.
    """

    section: Section
    lines: list[Line]
    state: str
    url: str
    asked_by_type: frozenset[str] = frozenset()
    parts: Mapping[str, str] = field(default_factory=dict)
    mending: Mending | None = None
    copied: str = ""

    @property
    def is_locked(self) -> bool:
        """In a returned case, nothing here may be written."""
        return self.mending is not None and not self.mending.lines

    @property
    def missing(self) -> list[str]:
        """Mandatory facts that are not there."""
        return [line.label for line in self.lines if line.is_blank and line.is_mandatory]

    @property
    def not_verified(self) -> list[str]:
        """Expected facts that nobody has given, those of the site's type among them."""
        return [
            line.label
            for line in self.lines
            if line.is_blank and not line.is_mandatory and self._is_wanted(line)
        ]

    @property
    def leavable(self) -> list[str]:
        """Expected facts that may stay away: in a returned case never one that the letter names."""
        return [label for label in self.not_verified if not self.mending or label not in self.mending.named]

    @property
    def leavable_url(self) -> str:
        """Where they can be given all the same; empty where none of them may be written."""
        return self.url if any(map(self._is_open, self.leavable)) else ""

    def rows(self, *, change: bool = False, marks: Marks | None = None) -> list[dict[str, Any]]:
        """For the summary list: what is given, what is expected and blank, and together what may stay away.

        ``change`` links each line that may be written to its form, ``marks`` to the page that notes a gap on it.
        """
        shown = [line for line in self.lines if not line.is_blank or self._is_wanted(line)]
        rows = [
            {**self._row(line), "url": self._url(line, change), **self._mark(line, marks)} for line in shown
        ]
        rest: dict[str, list[str]] = {}
        for line in self.lines:
            if line not in shown:
                rest.setdefault(self._url(line, change), []).append(line.label)
        rows += [{"label": "选填,未填", "value": "、".join(own), "url": url} for url, own in rest.items()]
        return rows

    def _is_open(self, label: str) -> bool:
        return self.mending is None or label in self.mending.lines

    def _url(self, line: Line, change: bool) -> str:
        return self.url if change and self._is_open(line.label) else ""

    def _row(self, line: Line) -> dict[str, Any]:
        value = "" if line.is_blank else line.text
        return {"label": line.label, "value": value, "unknown": "尚未填写" if line.is_mandatory else ""}

    def _mark(self, line: Line, marks: Marks | None) -> dict[str, Any]:
        return marks.of(self.parts.get(line.label, "")) if marks else {}

    def _is_wanted(self, line: Line) -> bool:
        return line.is_mandatory or line.name in self.section.expected or line.label in self.asked_by_type

    def task(self, current: str) -> dict[str, Any]:
        """For the task list; in a returned case only what is to be mended is offered."""
        shown = {"title": self.section.title, "current": self.section.code == current}
        if self.is_locked:
            return {**shown, "url": "", "state": "", "missing": ""}
        if self.mending:
            return {**shown, "url": self.url, **self._told(self.mending)}
        asked = (self.copied, _listed("还缺", self.missing), _listed("选填未填", self.not_verified))
        state = "partial" if self.copied else _TASK_STATES[self.state]
        return {**shown, "url": self.url, "state": state, "missing": ";".join(filter(None, asked))}

    def _told(self, mending: Mending) -> dict[str, str]:
        said = (_listed("需补正", mending.waiting), _listed("已答复", mending.answered))
        return {"state": "gap" if mending.waiting else "answered", "missing": ";".join(filter(None, said))}


@dataclass(frozen=True)
class Marks:
    """Where a checker notes a gap on each part, and which parts have one noted already."""

    base_url: str
    noted: frozenset[str] = frozenset()

    def of(self, part: str) -> dict[str, Any]:
        if not part:
            return {}
        return {"mark_url": f"{self.base_url}?{urlencode({'part': part})}", "is_noted": part in self.noted}
