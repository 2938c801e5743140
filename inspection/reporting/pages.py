"""How is a report shown, to the office and to the public? Values for templates, no rule."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from core.clock import LEGAL_ZONE
from core.templatetags.portal import cn_datetime
from core.words import chinese_day
from inspection.models import PublicReport, ReportEntry
from inspection.reporting.next_steps import clock_of, knows_mended
from inspection.reporting.states import MENDED, MENDED_USUALLY, SHORT, TAGS, TOLD, ReportState, Wrong
from sites.vocabulary import NoticeKind

LIST_COLUMNS: tuple[dict[str, Any], ...] = (
    {"label": "阵地"},
    {"label": "反映事项", "keep": True},
    {"label": "次数", "keep": True},
    {"label": "状态", "keep": True},
    {"label": "期限"},
)


def list_row(report: PublicReport, today: date) -> list[dict[str, Any]]:
    site, clock = report.site, clock_of(report, today)
    due = {"text": clock.words, "tag": clock.tag, "long": True} if clock.words else {"text": "—"}
    return [
        {
            "text": str(site),
            "url": reverse("report", args=[report.pk]),
            "sub": f"{site.type_label} · {site.district.name}",
        },
        {"text": SHORT[Wrong(report.kind)]},
        {"text": f"{getattr(report, 'entry_count', 0)} 次"},
        {"text": report.state_label, "tag": TAGS[ReportState(report.state)]},
        due,
    ]


def ago_words(day: date, today: date) -> str:
    """今天, 昨天, 3 天前; what a clock that was put back has not reached yet is of today."""
    days = max(0, (today - day).days)
    return {0: "今天", 1: "昨天"}.get(days, f"{days} 天前")


def public_line(report: PublicReport, now: datetime) -> str:
    """3 天前有人反映门锁着,已核实:……; 2026年11月21日曾核实门锁着,已改正。……"""
    today = now.astimezone(LEGAL_ZONE).date()
    if knows_mended(report) and report.answered_at:
        day = chinese_day(report.answered_at.astimezone(LEGAL_ZONE).date())
        return f"{day}曾核实{SHORT[Wrong(report.kind)]},{mended_words(report)}。{report.answer}"
    return f"{ago_words(report.received_on, today)}有人反映{SHORT[Wrong(report.kind)]},已核实:{report.answer}"


def mended_words(report: PublicReport) -> str:
    """Of one that is put right."""
    return MENDED.get(Wrong(report.kind), MENDED_USUALLY)


def told_words(report: PublicReport) -> str:
    """How far it is, to whoever told of it."""
    return TOLD[ReportState(report.state)]


def about_rows(report: PublicReport, count: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"label": "反映事项", "value": Wrong(report.kind).label},
        {"label": "首次反映", "value": cn_datetime(report.received_at)},
        {"label": "反映次数", "value": f"{count} 次"},
        {"label": "阵地说明", "value": report.keeper_words or "还没有说明"},
    ]
    if report.replied_at:
        rows[-1]["note"] = f"{report.replied_by} {cn_datetime(report.replied_at)}"
    if report.answered_at:
        rows.append({"label": "答复", "value": report.answer, "note": _by(report)})
    if report.mended_at:
        note = f"{report.mended_by} {cn_datetime(report.mended_at)}"
        rows.append({"label": "改正情况", "value": "已改正", "note": note})
    elif knows_mended(report):
        rows.append(
            {"label": "改正情况", "value": "已改正", "note": "答复以后,总工会核实了全部资料,或到场看到门开着"}
        )
    return rows


def _by(report: PublicReport) -> str:
    return " ".join(filter(None, (report.office, report.answered_by, cn_datetime(report.answered_at))))


def entry_rows(report: PublicReport, entries: list[ReportEntry]) -> list[dict[str, Any]]:
    """Each time that somebody told of it."""
    return [
        {
            "number": each.number,
            "at": cn_datetime(each.received_at),
            "door": _DOOR[each.was_due_open],
            "text": each.text,
            "picture": _picture(report, each),
        }
        for each in entries
    ]


_DOOR = {
    True: "当时按公布的时间应当开放",
    False: "当时按公布的时间不开放",
    None: "当时没有公布开放时间",
}


def _picture(report: PublicReport, entry: ReportEntry) -> dict[str, Any] | None:
    if entry.picture is None:
        return None
    if entry.picture.erased_at is not None:
        return {"url": ""}
    args = [report.pk, entry.pk]
    return {
        "url": reverse("report-picture", args=args),
        "seen": entry.seen_at is not None,
        "clear_url": reverse("report-picture-clear", args=args),
        "erase_url": reverse("report-picture-erase", args=args),
    }


def notice_links(report: PublicReport, *, is_lifting: bool) -> list[tuple[str, str]]:
    """What is told at once when it is true: the ordinary notices, begun with what was found.

    ``is_lifting``: whether the word of this person, that all is well again, takes down what was verified.
    """
    code, said = report.site.code, SHORT[Wrong(report.kind)]
    base = reverse("site-notices", args=[code])

    def notice(kind: str, reason: str = "") -> str:
        query = {"kind": kind} | ({"reason": reason} if reason else {})
        return f"{base}?{urlencode(query)}#form"

    closure = (str(NoticeKind.CLOSURE.label), notice(NoticeKind.CLOSURE, _REASONS[Wrong(report.kind)]))
    hours = (str(NoticeKind.HOURS.label), notice(NoticeKind.HOURS, _REASONS[Wrong(report.kind)]))
    facts = ("更正对外电话", notice(NoticeKind.PHONE))
    filing = reverse("filing-new")
    change = ("资料更正(变更备案)", f"{filing}?{urlencode({'kind': 'change', 'site': code})}")
    cancel = ("注销备案", f"{filing}?{urlencode({'kind': 'cancel', 'site': code})}")
    well = [("已经解决,资料核实无误", notice(NoticeKind.CONFIRMATION))] if is_lifting else []
    broken = ("登记报修", f"{reverse('site-use-faults', args=[code])}")
    return {
        "门锁着": [closure, hours, *well],
        "信息不对": [facts, hours, change],
        "这里没有了": [closure, cancel, change, *well],
        "设施坏了": [broken, closure],
    }[said]


#: Told to the public as the reason; whoever sends the notice may write another.
_REASONS = {
    Wrong.LOCKED: "值守人员不足",
    Wrong.WRONG: "",
    Wrong.GONE: "场地另有安排",
    Wrong.BROKEN: "设备检修",
}
