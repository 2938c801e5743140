"""The words around a list that is posted: what they usually say, and the rows that they become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.clock import LEGAL_ZONE
from core.many import give_keys
from core.workflow import TransitionRefused
from demonstration.models import (
    Nomination,
    NominationState,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
)
from demonstration.publicity.ending import ending_of
from demonstration.publicity.selectors import RESERVE, objected_among
from rulebook.selectors import load_calendar
from sites.refusals import Refusal
from sites.text_guard import guarded_text
from sites.types import site_type

MOST_BODY = 3000


@dataclass(frozen=True)
class Notice:
    """What the officer writes; days, list and closing words are added."""

    title: str
    body: str
    office: str
    phone: str
    address: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """Guarded. Raises ``Refusal``."""
        told = {
            "title": ("标题", self.title, 120, False),
            "body": ("正文", self.body, MOST_BODY, True),
            "contact_office": ("受理部门", self.office, 80, False),
            "contact_phone": ("联系电话", self.phone, 30, False),
            "contact_address": ("通信地址", self.address, 120, False),
        }
        clean = {
            name: guarded_text(label, text, keep_lines=lines)
            for name, (label, text, _, lines) in told.items()
        }
        for name, (label, _, most, _) in told.items():
            if len(clean[name]) > most:
                raise Refusal(f"{label}最多 {most} 个字,请缩短。")
            if not clean[name] and name != "contact_address":
                raise Refusal(f"请填写{label}。")
        return clean


def notice_for(round: Round, rows: list[Nomination]) -> Notice:
    """The words that a notice usually has."""
    has_reserve = any(row.state == NominationState.RESERVE for row in rows)
    extra = f";注明“{RESERVE}”的,空出名额时按次序递补" if has_reserve else ""
    basis = f"({round.document_number})" if round.document_number else ""
    return Notice(
        title=f"关于拟命名{round.year}年度{round.title_name}的公示",
        body=f"根据《{round.title}》通知{basis},经申报推荐、专家评审和会议研究,"
        f"拟命名下列阵地为{round.title_name}{extra}。现予公示,请各单位和职工群众监督。",
        office=round.contact_office,
        phone=round.contact_phone,
        address=round.contact_address,
    )


def further_notice_for(round: Round) -> Notice:
    """The usual words for what a request to look again added to the list."""
    basis = f"({round.document_number})" if round.document_number else ""
    return Notice(
        title=f"关于拟补充命名{round.year}年度{round.title_name}的公示",
        body=f"根据《{round.title}》通知{basis},经申请复核,原决定已经撤销,"
        f"拟补充命名下列阵地为{round.title_name}。现予公示,请各单位和职工群众监督。",
        office=round.contact_office,
        phone=round.contact_phone,
        address=round.contact_address,
    )


def draft_notice(round: Round, columns: Mapping[str, str], now: datetime) -> Publicity:
    if round.pack is None:
        raise LookupError(f"round {round.pk} is locked without a pack")
    calendar, counts = load_calendar(), round.pack.publicity_counts_posting_day
    end = ending_of(now, round.publicity_days, round.publicity_counted, calendar, counts_posting_day=counts)
    if end.at <= now:
        raise TransitionRefused("公示天数太少,今天就会结束。请核对公示天数和发布当日是否计入。")
    row = Publicity(
        state=PublicityState.RUNNING,
        round=round,
        posted_at=now,
        days=round.publicity_days,
        counted=round.publicity_counted,
        counts_posting_day=counts,
        ends_on=end.on,
        ends_at=end.at,
        is_provisional=end.provisional,
        calendar_version=calendar.label,
        **columns,
    )
    give_keys([row])
    row.number = f"GS{now.astimezone(LEGAL_ZONE).year}-{row.pk:06d}"
    return row


def entries_of_notice(
    row: Publicity, rows: list[Nomination], names: Mapping[int, str]
) -> list[PublicityEntry]:
    objected = objected_among(each.pk for each in rows)
    return [
        PublicityEntry(
            publicity=row,
            nomination=each,
            position=position,
            name=guarded_text("阵地名称", names.get(each.pk, "") or each.version.name or str(each.site))[
                :120
            ],
            union=each.branch.name[:80],
            type_label=site_type(each.site_type).label,
            grade=_grade(each),
            is_held=each.pk in objected,
        )
        for position, each in enumerate(rows, 1)
    ]


def _grade(row: Nomination) -> str:
    name = row.grade.name if row.grade else ""
    if row.state == NominationState.RESERVE and RESERVE not in name:
        return f"{RESERVE}({name})"[:20] if name else RESERVE
    return name
