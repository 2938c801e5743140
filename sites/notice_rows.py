"""How do the notices of a site stand on its page? What holds, what lies ahead, what is past; values, no query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.roles import Role
from sites.hours import Interval, intervals_words
from sites.models import OperatingNotice
from sites.summary import label_of, text_of
from sites.vocabulary import CORRECTED, LASTING, STANDING, Basis, NoticeKind

#: Told beside the union that told it.
BY_DISTRICT = "区(市)代填"

_ENDED_BY = {NoticeKind.CLOSURE: NoticeKind.REOPENING, NoticeKind.HOURS: NoticeKind.RECALL}
_END_LABEL = {NoticeKind.CLOSURE: "恢复开放", NoticeKind.HOURS: "取消临时时间"}


@dataclass(frozen=True)
class NoticeRow:
    """One notice in words. ``end_query`` opens the form that ends it; empty when it cannot be ended by notice."""

    notice: OperatingNotice
    title: str
    what: str
    who: str
    note: str = ""
    end_label: str = ""
    end_query: str = ""


@dataclass
class NoticeBoard:
    """The page's three lists."""

    current: list[NoticeRow] = field(default_factory=list)
    ahead: list[NoticeRow] = field(default_factory=list)
    past: list[NoticeRow] = field(default_factory=list)
    has_more: bool = False

    @property
    def endable(self) -> list[OperatingNotice]:
        """What a notice may end; a decision is not among it."""
        return [row.notice for row in (*self.current, *self.ahead) if row.end_query]


def board_of(notices: Iterable[OperatingNotice], now: datetime, *, most_past: int) -> NoticeBoard:
    """Sorted by the moment, not by what the register has followed."""
    board = NoticeBoard()
    for notice in notices:
        lasts = notice.kind in STANDING and notice.over_at is None and not notice.spell.has_ended(now)
        if lasts:
            (board.current if notice.starts_at <= now else board.ahead).append(_row(notice, lasts, now))
        elif len(board.past) < most_past:
            board.past.append(_row(notice, lasts, now))
        else:
            board.has_more = True
    return board


def _row(notice: OperatingNotice, lasts: bool, now: datetime) -> NoticeRow:
    ends = lasts and notice.basis == Basis.NOTICE and notice.kind in LASTING
    kind = NoticeKind(notice.kind)
    return NoticeRow(
        notice,
        title=str(kind.label if notice.basis == Basis.NOTICE else "决定暂停开放"),
        what=_what(notice),
        who=_who(notice),
        note=_note(notice, now) if lasts else "",
        end_label=_END_LABEL[kind] if ends else "",
        end_query=f"?kind={_ENDED_BY[kind]}#form" if ends else "",
    )


def _note(notice: OperatingNotice, now: datetime) -> str:
    """What must be known or done while it holds."""
    if notice.basis == Basis.DECISION:
        return "按工会决定停开,不能用公告恢复开放。"
    is_stale = notice.kind == NoticeKind.SUPPLIES and notice.supply_told.has_expired(now.date())
    return "已过最早到期日,请清理过期物资后重新发布。" if is_stale else ""


def _what(notice: OperatingNotice) -> str:
    if notice.kind in LASTING:
        return ",".join(filter(None, (f"{_span(notice)}{_times(notice)}", notice.reason)))
    if notice.kind == NoticeKind.SUPPLIES:
        return ",".join(filter(None, (notice.supply_told.words, notice.reason)))
    if notice.kind == NoticeKind.CONFIRMATION:
        return notice.reason
    version = notice.version
    if version is None or version.base is None:
        return ""
    pairs = (
        (label_of(name), text_of(version.base, name), text_of(version, name))
        for name in CORRECTED[NoticeKind(notice.kind)]
    )
    return ";".join(f"{label}:{before} → {after}" for label, before, after in pairs if before != after)


def _span(notice: OperatingNotice) -> str:
    was_taken_back = notice.over_at is not None and notice.ends_at == notice.starts_at
    return "未开始即取消" if was_taken_back else notice.span_words


def _times(notice: OperatingNotice) -> str:
    if notice.kind != NoticeKind.HOURS:
        return ""
    return f" {intervals_words(tuple(Interval(*span) for span in notice.hours or ()))}"


def _who(notice: OperatingNotice) -> str:
    """The union; when the district stood in for the keeper that is said. Its own decision it made for itself."""
    name = notice.published_by.name if notice.published_by else ""
    stands_in = notice.published_as == Role.DISTRICT and notice.basis == Basis.NOTICE
    parts = [notice.office, name, BY_DISTRICT if stands_in else ""]
    return " · ".join(filter(None, parts))
