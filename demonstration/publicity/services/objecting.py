"""Somebody says something against one entry: only that entry waits, and the sender can follow what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import NOBODY, Actor
from core.audit import record
from core.clock import LEGAL_ZONE
from core.crowds import is_within
from core.many import give_keys
from core.outbox import owe
from core.workflow import TransitionRefused, attempt
from demonstration.models import (
    MOST_OBJECTION,
    Conflict,
    NominationState,
    Objection,
    ObjectionState,
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
    RoundState,
)
from demonstration.publicity.policy import OBJECTIONS
from demonstration.publicity.selectors import has_open_objection, takes_objections
from demonstration.rounds.words import said as moment_said
from sites.codes import make_token
from sites.phones import phone_problem
from sites.refusals import Refusal
from sites.text_guard import guarded_text
from sites.use.services.rating import mark_of

#: A whole office may stand behind one address; more objections to one notice on one day are somebody's game.
MOST_A_NETWORK = 20
_DAY = 24 * 60 * 60

LABEL = "提出异议"


class NoMoreToday(Exception):
    """So many objections came from one network today that no more are taken through the page."""


@dataclass(frozen=True)
class Said:
    """What is objected, and by whom; without a name it is anonymous and has no telephone."""

    text: str
    name: str = ""
    phone: str = ""

    @property
    def columns(self) -> dict[str, str]:
        """Guarded. Raises ``Refusal``."""
        text = guarded_text("异议内容", self.text[: 2 * MOST_OBJECTION], keep_lines=True)
        name = guarded_text("姓名或单位", self.name)
        phone = guarded_text("联系电话", self.phone)
        if not text:
            raise Refusal("请填写异议内容。")
        if len(text) > MOST_OBJECTION or len(self.text) > 2 * MOST_OBJECTION:
            raise Refusal(too_long(len(self.text)))
        if bool(name) != bool(phone):
            raise Refusal("署名的请同时填写姓名(单位)和联系电话;匿名的请两项都不填。")
        problem = phone_problem("联系电话", phone) if phone else ""
        if problem or len(name) > 40 or len(phone) > 30:
            raise Refusal(problem or "姓名或单位最多 40 个字,联系电话最多 30 个字,请缩短。")
        return {"text": text, "sender_name": name, "sender_phone": phone}


def too_long(length: int) -> str:
    return (
        f"异议内容最多 {MOST_OBJECTION:,} 个字,现在是 {length:,} 个字,没有提交。"
        "请写明主要事实后重新提交,详细材料可以按页面上的地址、电话另行提供。"
    )


def lodge_objection(entry_id: int, said: Said, *, address: str, now: datetime) -> Objection:
    """Through the public page. Raises ``TransitionRefused`` after the end, ``NoMoreToday``, ``Refusal``."""
    columns = said.columns
    entry = _entry(entry_id)
    with attempt(NOBODY, "objection.lodge", entry.publicity, now=now, label=LABEL):
        row = Publicity.objects.select_for_update().get(pk=entry.publicity_id)
        if not takes_objections(row, now):
            raise TransitionRefused(_over(row))
        _refuse_a_crowd(row, address, now)
        return _write(entry, columns, "网页", now, NOBODY, now)


def enter_objection(
    entry_id: int, said: Said, *, channel: str, received_at: datetime, actor: Actor, now: datetime
) -> Objection:
    """One that came by letter, telephone or visit, written down by the handler, also shortly after the end."""
    columns, way = said.columns, guarded_text("提出方式", channel)
    if not way or len(way) > 20:
        raise Refusal("请填写提出方式,最多 20 个字。")
    entry = _entry(entry_id)
    probe = Objection(entry=entry, state=ObjectionState.RECEIVED)
    with attempt(actor, "objection.enter", entry.publicity, now=now, label="登记异议"):
        OBJECTIONS.require(actor, "take", probe)
        row = Publicity.objects.select_for_update().get(pk=entry.publicity_id)
        if received_at > now:
            raise TransitionRefused("收到时间晚于现在,请核对。")
        is_in_time = row.posted_at <= received_at and (row.is_provisional or received_at < row.ends_at)
        if row.state == PublicityState.REPLACED or not is_in_time:
            raise TransitionRefused("收到时间不在公示期内,不作为公示异议登记。")
        _refuse_named(row, entry)
        return _write(entry, columns, way, received_at, actor, now)


def _refuse_named(row: Publicity, entry: PublicityEntry) -> None:
    """A further notice is open until its own names are given. Whoever gives names at the same moment comes before or after."""
    round = Round.objects.select_for_update().only("state").get(pk=row.round_id)
    entry.nomination.refresh_from_db(fields=["state"])
    is_open = row.is_further and entry.nomination.state != NominationState.NAMED
    if round.state != RoundState.PUBLICITY and not is_open:
        raise TransitionRefused("已经作出命名决定,请按取消资格的程序办理。")


def _entry(key: int) -> PublicityEntry:
    rows = PublicityEntry.objects.select_related("publicity__round__issuer", "nomination")
    return rows.get(pk=key)


def _over(row: Publicity) -> str:
    if row.state == PublicityState.REPLACED:
        return "本公示已经重新发布,请在新的公示中提出异议。"
    return f"公示已于{moment_said(row.ends_at)}期满,不再通过本页面接收异议。仍有情况反映的,请联系受理部门。"


def _refuse_a_crowd(row: Publicity, address: str, now: datetime) -> None:
    key = f"objection:{row.pk}:{mark_of(address, now.date())}"
    if not is_within(key, MOST_A_NETWORK, _DAY):
        raise NoMoreToday


def _write(
    entry: PublicityEntry,
    columns: dict[str, str],
    channel: str,
    received_at: datetime,
    actor: Actor,
    now: datetime,
) -> Objection:
    if PublicityEntry.objects.filter(pk=entry.pk, removed_at__isnull=False).exists():
        raise TransitionRefused("该阵地已从公示名单中撤下,不用再提出异议。")
    row = Objection(
        entry=entry,
        state=ObjectionState.RECEIVED,
        token=make_token(),
        channel=channel,
        received_at=received_at,
        **columns,
    )
    give_keys([row])
    row.number = f"YY{now.astimezone(LEGAL_ZONE).year}-{row.pk:06d}"
    row.save(force_insert=True)
    hold(entry.nomination_id)
    # Neither text nor sender: the trail is read by more people than the objection.
    label = LABEL if actor is NOBODY else "登记异议"
    record(actor, "objection.lodge", row, now=now, label=label, after=row.state)
    _tell_handlers(row, actor, now)
    return row


def hold(nomination_id: int) -> None:
    """The entries of a nomination wait exactly while an objection against it is open, also in a later notice."""
    rows = PublicityEntry.objects.filter(nomination=nomination_id)
    rows = rows.exclude(publicity__state=PublicityState.REPLACED)
    rows.update(is_held=has_open_objection(nomination_id))


def _tell_handlers(row: Objection, actor: Actor, now: datetime) -> None:
    round = row.entry.publicity.round
    walled = Conflict.objects.filter(nomination=row.entry.nomination_id).values("user_id")
    people = people_with_role(
        round.issuer.path or "", Role.CITY, site_types=round.site_types, on=now.date()
    ).exclude(pk__in=walled)
    for person in people:
        if person.pk != actor.id:
            _owe(row, person, now)


def _owe(row: Objection, person: User, now: datetime) -> None:
    owe(
        person.pk,
        f"收到公示异议 {row.number},请受理",
        key=f"objection:{row.pk}:{person.pk}",
        now=now,
        url=reverse("objection", args=[row.number]),
        address=person.email,
        urgent=True,
    )
