"""The list hangs out; after a material change it hangs out anew, and what is added once names are given beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from core.many import give_keys
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import (
    Nomination,
    NominationState,
    Publicity,
    PublicityEntry,
    PublicityState,
    PublicityText,
    Round,
    RoundState,
)
from demonstration.nominating.services.telling import tell_site
from demonstration.nominating.transitions import NOMINATION
from demonstration.publicity.ending import ending_of
from demonstration.publicity.selectors import RESERVE, listed, listed_anew, objected_among, told_of, vacancies
from demonstration.publicity.told import digest_of
from demonstration.publicity.transitions import PUBLICITY
from demonstration.rounds.hooks import follow
from demonstration.rounds.transitions import ROUND
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


def post_further_notice(
    key: int, notice: Notice, *, actor: Actor, now: datetime, seen: int | None = None
) -> Publicity:
    """What came to the list after the names were given hangs out too, before it is named.

    Raises ``TransitionRefused`` where nothing was added, or while another one runs; ``Refusal``.
    """
    columns = notice.columns
    with ROUND.step(key, "post_more", actor=actor, now=now, seen=seen) as step:
        if step.row.publicities.filter(state=PublicityState.RUNNING).exists():
            raise TransitionRefused("上一次公示还没有期满,请在期满后再发布。")
        row = _write(step.row, columns, {}, actor, now, is_further=True)
        step.details.update(publicity=row.number, digest=row.digest)
        step.changes["补充公示"] = ("", f"{row.number},到{chinese_day(row.ends_on)}")
    return row


def post_notice(
    key: int, notice: Notice, *, actor: Actor, now: datetime, seen: int | None = None
) -> Publicity:
    """The locked list hangs out from now. Raises ``TransitionRefused`` for a list of nobody, ``Refusal``."""
    columns = notice.columns
    with ROUND.step(key, "post", actor=actor, now=now, seen=seen) as step:
        row = _write(step.row, columns, {}, actor, now)
        step.details.update(publicity=row.number, digest=row.digest)
        step.changes["公示"] = ("", f"{row.number},到{chinese_day(row.ends_on)}")
        follow(step.row, step.before, actor=actor, now=now)
    return row


def restart_notice(
    key: int,
    notice: Notice,
    *,
    why: str,
    names: Mapping[int, str],
    risen: Iterable[int],
    actor: Actor,
    now: datetime,
    seen: int | None = None,
) -> Publicity:
    """A new notice from its first day takes the place of this one.

    ``names``: corrected names by nomination. ``risen``: nominations of the reserve that come up to a place that an
    upheld objection set free. Raises ``TransitionRefused``, ``Refusal``.
    """
    columns, reason = notice.columns, guarded_text("重新公示的原因", why)
    with PUBLICITY.step(
        key, "replace", actor=actor, now=now, note=reason, seen=seen, replaced_why=reason[:200]
    ) as step:
        # Whoever names at the same moment waits here, and then finds a notice that runs.
        round = (
            Round.objects.select_for_update(of=("self",))
            .select_related("issuer", "pack")
            .get(pk=step.row.round_id)
        )
        _refuse_after_names(round, step.row)
        kept = dict(step.row.entries.values_list("nomination_id", "name"))
        _bring_up(round, list(risen), now)
        row = _write(
            round, columns, {**kept, **names}, actor, now, replaces=step.row, is_further=step.row.is_further
        )
        step.details.update(publicity=row.number, digest=row.digest)
    return row


def _refuse_after_names(round: Round, row: Publicity) -> None:
    if row.is_further:
        if row.entries.filter(nomination__state=NominationState.NAMED).exists():
            raise TransitionRefused("名单中已有阵地命名,不能重新公示。")
    elif round.state != RoundState.PUBLICITY:
        raise TransitionRefused(f"本次评定是“{round.state_label}”,不能重新公示。")


def _bring_up(round: Round, keys: list[int], now: datetime) -> None:
    """Only the first of the reserve of a type, and only to a place that became free."""
    for key in keys:
        found = [(gone, reserve) for gone, reserve in vacancies(round) if reserve.pk == key]
        if not found:
            raise TransitionRefused("递补只能按备选次序,补到异议成立后空出的名额。请刷新页面后重新选择。")
        gone, reserve = found[0]
        with NOMINATION.step(
            reserve.pk, "come_up", actor=SYSTEM, now=now, grade_id=gone.grade_id, updated_at=now
        ) as step:
            step.changes["等次"] = (RESERVE, gone.grade.name if gone.grade else "")


def _write(
    round: Round,
    columns: Mapping[str, str],
    names: Mapping[int, str],
    actor: Actor,
    now: datetime,
    replaces: Publicity | None = None,
    is_further: bool = False,
) -> Publicity:
    rows = listed_anew(round) if is_further else listed(round)
    if not any(row.state == NominationState.SELECTED for row in rows):
        raise TransitionRefused("名单上没有拟命名的阵地,不能公示。请先核对确定的名单。")
    row = _draft(round, columns, now)
    row.replaces, row.is_further = replaces, is_further
    entries = _entries(row, rows, names)
    row.content = told_of(row, entries).content
    row.digest = digest_of(row.content.split("\n"))
    row.save(force_insert=True)
    PublicityEntry.objects.bulk_create(entries)
    PublicityText.objects.create(publicity=row, number=1, since=now, content=row.content, digest=row.digest)
    for each in rows:
        tell_site(each, f"已列入公示,到{chinese_day(row.ends_on)}", actor, now, mark=f":{row.number}")
    return row


def _draft(round: Round, columns: Mapping[str, str], now: datetime) -> Publicity:
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


def _entries(row: Publicity, rows: list[Nomination], names: Mapping[int, str]) -> list[PublicityEntry]:
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
