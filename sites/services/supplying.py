"""What is short or refilled at a site is told at once. It changes no fact and nothing that scores."""

from __future__ import annotations

from datetime import date, datetime

from sites.models import OperatingNotice, ServiceSite
from sites.refusals import Refusal
from sites.services.telling import TOLD, Sender, tell_hearers, telling, write_notice
from sites.supplies import SUPPLIES, count_refusal, expiry_refusal
from sites.vocabulary import NoticeKind, SupplyState


def tell_supply(
    site_id: int,
    supply: str,
    state: str,
    *,
    count: int | None = None,
    expires_on: date | None = None,
    note: str = "",
    by: Sender,
) -> OperatingNotice:
    """物资情况: how much of one supply is there. It stands in place of what was told of that supply before."""
    with telling(site_id, NoticeKind.SUPPLIES, by, note) as step:
        _refuse_impossible(step.row, supply, state)
        _refuse_said(count_refusal(state, count), expiry_refusal(state, expires_on, by.now.date()))
        before = _end_last_word(step.row, supply, by.now)
        notice = write_notice(
            step.row,
            NoticeKind.SUPPLIES,
            by,
            supply=supply,
            supply_state=state,
            supply_count=count,
            expires_on=expires_on,
            reason=note,
            over_at=None,
        )
        said = notice.supply_told.words
        step.changes[TOLD] = (before, said)
        tell_hearers(step.row, notice, said, by)
    return notice


def _end_last_word(site: ServiceSite, supply: str, now: datetime) -> str:
    """What was told of it before holds no longer. The site is held, so there is one such row at most."""
    last = site.notices.filter(kind=NoticeKind.SUPPLIES, supply=supply, over_at=None).first()
    if last is None:
        return ""
    last.ends_at = last.over_at = now
    last.save(update_fields=["ends_at", "over_at"])
    return last.supply_told.words


def _refuse_impossible(site: ServiceSite, supply: str, state: str) -> None:
    if supply not in site.kind.supplies:
        raise Refusal(f"“{site.type_label}”没有“{SUPPLIES.get(supply, supply)}”这一项物资,请从列表中选择。")
    if state not in SupplyState.values:
        raise Refusal("请选择充足、不足或缺货。")


def _refuse_said(*sentences: str) -> None:
    for said in filter(None, sentences):
        raise Refusal(said)
