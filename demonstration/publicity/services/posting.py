"""The list hangs out; after a material change it hangs out anew, and what is added once names are given beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from core.actor import SYSTEM, Actor
from core.words import chinese_day
from core.workflow import TransitionRefused
from demonstration.models import (
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
from demonstration.publicity.selectors import RESERVE, listed, listed_anew, told_of, vacancies
from demonstration.publicity.services.wording import Notice, draft_notice, entries_of_notice
from demonstration.publicity.told import digest_of
from demonstration.publicity.transitions import PUBLICITY
from demonstration.rounds.hooks import follow
from demonstration.rounds.transitions import ROUND
from sites.text_guard import guarded_text


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
    row = draft_notice(round, columns, now)
    row.replaces, row.is_further = replaces, is_further
    entries = entries_of_notice(row, rows, names)
    row.content = told_of(row, entries).content
    row.digest = digest_of(row.content.split("\n"))
    row.save(force_insert=True)
    PublicityEntry.objects.bulk_create(entries)
    PublicityText.objects.create(publicity=row, number=1, since=now, content=row.content, digest=row.digest)
    for each in rows:
        tell_site(each, f"已列入公示,到{chinese_day(row.ends_on)}", actor, now, mark=f":{row.number}")
    return row
