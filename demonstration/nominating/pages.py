"""What do the pages show of a nomination? Plain values for the components; nothing is changed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone

from core.actor import Actor
from core.audit import history_about
from core.models import AuditEntry
from core.money import yuan
from core.words import chinese_day
from demonstration.models import Nomination, NominationGap, NominationPaper, NominationState
from demonstration.nominating.gaps import open_codes, told
from demonstration.nominating.parts import PAPERS, PRACTICES, REGISTER, SCORE, Part, parts_of, text_at
from demonstration.nominating.selectors.rows import board_at, gaps_of, papers_of
from inspection.assessing.selectors import Board
from inspection.assessing.words import conclusion_words
from rulebook.rubric import points_text

MOST_ENTRIES = 50

PAPER_COLUMNS = (
    {"label": "材料"},
    {"label": "文件"},
    {"label": "对应评分项"},
    {"label": "上传", "keep": True},
)


@dataclass
class Sheet:
    """One nomination with all that its pages are drawn from, each part read once."""

    row: Nomination
    now: datetime
    newest: int | None = None

    @cached_property
    def board(self) -> Board:
        return board_at(self.row, self.now.date())

    @cached_property
    def papers(self) -> list[NominationPaper]:
        return papers_of(self.row)

    @cached_property
    def gaps(self) -> list[NominationGap]:
        return gaps_of(self.row)

    @cached_property
    def parts(self) -> dict[str, Part]:
        return parts_of(self.board)

    @property
    def register_moved(self) -> bool:
        """Has the register gained another version since the facts were taken?"""
        return self.row.site.version_id != self.row.version_id

    @property
    def own_words(self) -> str:
        """92 分,达到示范标准; how many items are open otherwise."""
        outcome = self.board.outcomes["own"]
        if outcome.missing:
            return f"还有 {len(outcome.missing)} 项没有评分"
        return conclusion_words(self.board.rubric, outcome)

    def text_at(self, code: str) -> str:
        return text_at(self.row, self.board, self.papers, code)


def part_url(row: Nomination, code: str) -> str:
    """Where a part is written; the points of one's own stand on the page of the assessment, the register in the site's file."""
    if code == PRACTICES:
        return reverse("nomination-practices", args=[row.number])
    if code == PAPERS:
        return reverse("nomination-papers", args=[row.number])
    if code == REGISTER:
        return reverse("site-file", args=[row.site.code])
    address = reverse("assessment", args=[row.assessment.number]) if row.assessment else ""
    return f"{address}#item-{code.removeprefix(SCORE)}" if code.startswith(SCORE) else address


def practices_rows(row: Nomination, mark: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """What the site wrote, and the money it asks for. ``mark``: the way to point at it."""
    lines = row.practices.split("\n") if row.practices else []
    rows = [{"label": "主要做法", "value": "", "lines": lines, "unknown": "未填", **(mark or {})}]
    if row.amount_wanted is not None:
        rows.append({"label": "申请补助金额", "value": yuan(row.amount_wanted)})
    return rows


def tasks_of(sheet: Sheet) -> list[dict[str, Any]]:
    """The parts that a person fills, with their state; while it is returned only the opened ones can be entered."""
    row = sheet.row
    opened = open_codes(sheet.gaps) if row.state == NominationState.RETURNED else None
    lines = [
        ("score", "自评", *_score_state(sheet)),
        (PRACTICES, "主要做法", "complete" if row.practices else "empty", ""),
        (PAPERS, f"申报材料(选交,{len(sheet.papers)} 份)", "complete" if sheet.papers else "", ""),
    ]
    return [
        {
            "title": title,
            "url": part_url(row, code) if _is_open(code, opened) else "",
            "state": _gap_state(code, sheet.gaps) or state,
            "missing": lack,
        }
        for code, title, state, lack in lines
    ]


def _score_state(sheet: Sheet) -> tuple[str, str]:
    """How far the points of one's own are, and what they lack."""
    missing = sheet.board.outcomes["own"].missing
    if not missing:
        return "complete", ""
    asked = sum(code.startswith(SCORE) for code in sheet.parts)
    return ("partial" if len(missing) < asked else "empty"), f"还有 {len(missing)} 项没有评分"


def _is_open(code: str, opened: frozenset[str] | None) -> bool:
    if opened is None:
        return True
    return any(each.startswith(SCORE) for each in opened) if code == "score" else code in opened


def _gap_state(code: str, gaps: Iterable[NominationGap]) -> str:
    own = [gap for gap in told(gaps) if not gap.verdict and (gap.part == code or _belongs(gap.part, code))]
    if not own:
        return ""
    return "answered" if all(gap.answered_at for gap in own) else "gap"


def _belongs(part: str, code: str) -> bool:
    return code == "score" and part.startswith(SCORE)


def score_rows(sheet: Sheet, marks: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The points of one's own, part by part, each with the link of the checker."""
    return [
        {"label": part.label.removeprefix("自评 "), "value": sheet.text_at(code), **marks.get(code, {})}
        for code, part in sheet.parts.items()
        if part.item
    ]


def head_rows(sheet: Sheet) -> list[dict[str, str]]:
    """Earned and possible by head of the table."""
    return [
        {
            "label": share.dimension.name,
            "value": f"{points_text(share.earned)} 分(应得 {points_text(share.possible)} 分)",
        }
        for share in sheet.board.outcomes["own"].shares
    ]


def paper_rows(sheet: Sheet, *, may_write: bool) -> list[dict[str, Any]]:
    """For the table of documents; each can be downloaded, and taken out where the part is open."""
    row = sheet.row
    return [
        {
            "cells": [
                {"text": paper.title},
                {
                    "text": "下载",
                    "url": reverse("nomination-paper-file", args=[row.number, paper.pk]),
                    "sub": _file_words(paper),
                },
                {
                    "text": f"{paper.item} {sheet.board.rubric.title_of(paper.item)}"
                    if paper.item
                    else "整份申报"
                },
                {"text": chinese_day(timezone.localtime(paper.added_at)), "sub": paper.added_by},
            ],
            "remove_url": reverse("nomination-paper-remove", args=[row.number, paper.pk])
            if may_write
            else "",
            "name": paper.title,
        }
        for paper in sheet.papers
    ]


def _file_words(paper: NominationPaper) -> str:
    attachment = paper.attachment
    kind = f"{attachment.pages} 页 PDF" if attachment.is_pdf else "图片"
    return f"{kind},{filesizeformat(attachment.size)}"


def history_of(row: Nomination, actor: Actor, *, may_mark: bool) -> Sequence[AuditEntry]:
    """The newest first. What checkers noted and did not send is theirs."""
    entries = history_about(row.audit_about)
    if not may_mark:
        entries = entries.exclude(action="nomination.mark", changes={})
    return list(entries[:MOST_ENTRIES])
