"""A season does not take place: said when it is asked for, or after it was confirmed. With a reason, at once."""

from __future__ import annotations

from datetime import date

from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from sites.models import HolidaySeason, SeasonOff, ServiceSite
from sites.refusals import Refusal
from sites.seasons.selectors import Expected, expected_seasons, standing_of
from sites.seasons.services.confirming import KIND, NOT_SEASONAL, follow_season
from sites.services.closing import told_by
from sites.services.telling import TOLD, Sender, telling
from sites.text_guard import guarded_text

NOT_ASKED = "这次开班已经登记过,或者已经结束。请刷新页面查看当前情况。"


def refuse_season(site_id: int, holidays: str, ends_on: date, *, by: Sender, note: str) -> SeasonOff:
    """Nobody confirmed it, and it does not take place. Raises ``Refusal`` without a reason, ``TransitionRefused``.

    ``ends_on``: of the season that whoever says it had before his eyes, so that no other one is meant.
    """
    why, today = _reason(note), by.now.astimezone(LEGAL_ZONE).date()
    with telling(site_id, KIND, by, why) as step:
        site = step.row
        if not site.kind.is_seasonal:
            raise TransitionRefused(NOT_SEASONAL)
        wanted = (holidays, ends_on)
        asked = [each for each in expected_seasons(site, today) if (each.holidays, each.ends_on) == wanted]
        if not asked:
            raise TransitionRefused(NOT_ASKED)
        row = _write(site, asked[0], why, by)
        step.changes[TOLD] = ("", str(row))
    return row


def withdraw_season(site_id: int, season_id: int, *, by: Sender, note: str) -> None:
    """It was confirmed and does not take place after all. Raises ``Refusal`` without a reason."""
    why = _reason(note)
    with telling(site_id, KIND, by, why) as step:
        season = standing_of(step.row).filter(pk=season_id).first()
        if season is None:
            raise TransitionRefused("这次开班已经撤销或结束。请刷新页面查看当前情况。")
        HolidaySeason.objects.filter(pk=season.pk).update(replaced_at=by.now)
        _write(step.row, Expected(season.holidays, season.starts_on, season.ends_on), why, by)
        follow_season(step.row)
        step.changes[TOLD] = (f"{season.words}开班", "不开班")


def _reason(note: str) -> str:
    why = guarded_text("原因", note, mobiles=True)
    if not why:
        raise Refusal("请填写不开班的原因。")
    return why


def _write(site: ServiceSite, season: Expected, why: str, by: Sender) -> SeasonOff:
    told = told_by(site, by.actor)
    return SeasonOff.objects.create(
        site=site,
        holidays=season.holidays,
        starts_on=season.starts_on,
        ends_on=season.ends_on,
        reason=why,
        entered_by_id=by.actor.id,
        entered_as=told["published_as"],
        office=told["office"],
        entered_at=by.now,
    )
