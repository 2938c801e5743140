"""The next season of a holiday station: the last one is copied, looked at, confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.clock import LEGAL_ZONE
from core.views import NotValid, OfficePage
from core.words import chinese_day
from core.workflow import TransitionRefused
from sites.models import HolidaySeason, SeasonOff, ServiceSite
from sites.policy import SITES
from sites.refusals import Refusal
from sites.seasons.forms import Known, SeasonForm, WithdrawForm
from sites.seasons.offers import name_of, shown_words
from sites.seasons.selectors import (
    expected_seasons,
    insured_until,
    offer_in,
    places_at_once,
    proposed,
    refused_before,
    refused_of,
    seasons_of,
    standing_of,
    was_confirmed,
    why_hidden_in_season,
)
from sites.seasons.services import confirm_season, refuse_season, withdraw_season
from sites.selectors import site_within
from sites.services import Sender
from sites.services.reaching import note_site_out_of_reach, require_telling
from sites.use.vocabulary import Holidays
from sites.views.public import known_code
from sites.vocabulary import IN_USE

MOST_PAST = 12


class SeasonPage(OfficePage):
    """``/desk/sites/<code>/season/?holidays=summer``; only stations that open in seasons have one."""

    template_name = "sites/seasons/season.html"
    long_texts = {"note": "不开班的原因", "remark": "说明"}

    @cached_property
    def site(self) -> ServiceSite:
        code = known_code(self.kwargs["code"])
        found = site_within(self.actor, code)
        if found is None or not found.kind.is_seasonal:
            if self.request.method == "POST":
                note_site_out_of_reach(code, actor=self.actor, now=self.now)
            raise Http404
        return found

    @property
    def own_url(self) -> str:
        return reverse("site-season", args=[self.site.code])

    @property
    def may_tell(self) -> bool:
        return self.site.state in IN_USE and bool(SITES.decide(self.actor, "notify", self.site))

    @property
    def known(self) -> Known:
        site = self.site
        return Known(places_at_once(site), insured_until(site), why_hidden_in_season(site))

    def form(self, holidays: str, data: Any = None) -> SeasonForm:
        today = self.now.date()
        self.changed = self.season_named(holidays)
        offer, self.copied_from = proposed(self.site, holidays, today)
        if self.changed is not None:
            offer, self.copied_from = offer_in(self.changed), f"{self.changed.words}确认的内容"
        standing = {each.words for each in standing_of(self.site)}
        return SeasonForm(
            data,
            holidays=holidays,
            offer=offer,
            today=today,
            is_whole=was_confirmed(self.site, holidays),
            is_confirmed=offer is not None and offer.name in standing,
            known=self.known,
        )

    copied_from = ""
    #: The very season that is changed, where two of the same holidays stand.
    changed: HolidaySeason | None = None

    def season_named(self, holidays: str) -> HolidaySeason | None:
        data = self.request.POST if self.request.method == "POST" else self.request.GET
        key = _key(data.get("season", ""))
        return standing_of(self.site).filter(holidays=holidays, pk=key).first() if key else None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        holidays = request.GET.get("holidays", "")
        known = holidays in Holidays.values and self.site.state in IN_USE
        return self.show(self.form(holidays) if known and self.may_tell else None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        site, seen = self.site, self.seen
        require_telling(site, actor=self.actor, now=self.now)
        if "withdraw" in request.POST or "off" in request.POST:
            return self.refuse(seen)
        holidays = request.POST.get("holidays", "")
        if holidays not in Holidays.values:
            raise BadRequest("unknown holidays")
        form = self.form(holidays, request.POST)
        if "preview" in request.POST:
            return self.show(form, 200 if form.is_valid() else 400)
        try:
            return self.once(lambda: self.confirm(form, seen))
        except NotValid:
            return self.show(form, 400)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def confirm(self, form: SeasonForm, seen: int) -> str:
        if not form.is_valid():
            raise NotValid
        changed = self.changed.pk if self.changed else None
        by = Sender(self.actor, self.now, seen)
        season = confirm_season(self.site.pk, form.offer, by=by, changed=changed)
        shown = shown_words(self.known.why_hidden, season.ends_on)
        messages.success(self.request, f"已确认{season.words}开班。{shown}")
        for doubt in form.doubts():
            messages.warning(self.request, doubt)
        return self.own_url

    def refuse(self, seen: int) -> HttpResponse:
        """One that was confirmed, by its key, or one that is asked for, by its holidays and last day."""
        form = WithdrawForm(self.request.POST)
        tell = self.told_off() if "off" in self.request.POST else self.told_back()
        note = form.cleaned_data["note"] if form.is_valid() else ""
        problem = "".join(form.errors.get("note", []))
        try:
            return self.once(lambda: self.say_no(tell, note, problem, seen))
        except Refusal as refused:
            return self.show(None, 400, problem=refused.sentence)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.own_url)

    def told_back(self) -> Callable[..., Any]:
        key = _key(self.request.POST["withdraw"])
        if key is None:
            raise BadRequest("an unknown season")
        return partial(withdraw_season, self.site.pk, key)

    def told_off(self) -> Callable[..., Any]:
        holidays, _, last = self.request.POST["off"].partition(":")
        try:
            return partial(refuse_season, self.site.pk, holidays, date.fromisoformat(last))
        except ValueError as error:
            raise BadRequest("an unknown season") from error

    def say_no(self, tell: Callable[..., Any], note: str, problem: str, seen: int) -> str:
        if problem:
            raise Refusal(problem)
        tell(by=Sender(self.actor, self.now, seen), note=note)
        messages.success(self.request, "已登记不开班,公众页面已更新。")
        return self.own_url

    def show(self, form: SeasonForm | None, status: int = 200, **more: Any) -> HttpResponse:
        site = self.site
        standing = list(standing_of(site))
        shown = {each.pk for each in standing}
        past = [each for each in seasons_of(site)[: MOST_PAST + len(shown)] if each.pk not in shown]
        return self.page(
            status,
            form=form,
            holidays=form.holidays if form else "",
            holidays_label=Holidays(form.holidays).label if form else "",
            copied_from=self.copied_from,
            changed=self.changed,
            site=site,
            standing=[
                {**_row(each), "note": self.refused_note("withdraw", str(each.pk))} for each in standing
            ],
            past=[_row(each) for each in past[:MOST_PAST]],
            choices=self.choices({each.holidays for each in standing}),
            may_tell=self.may_tell,
            is_hidden=bool(self.known.why_hidden),
            own_url=self.own_url,
            **self.refused(form),
            crumbs=[("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
            **more,
        )

    def choices(self, confirmed: set[str]) -> list[tuple[str, str]]:
        """Holidays that nobody has confirmed yet; what is confirmed is changed where it stands."""
        ways = [(code, label) for code, label in Holidays.choices if code not in confirmed]
        return [(label, f"{self.own_url}?holidays={code}#form") for code, label in ways]

    def refused(self, form: SeasonForm | None) -> dict[str, Any]:
        """Seasons that do not take place, and those of which it can be said; beside the form of one that one alone."""
        site, today = self.site, self.now.date()
        off = list(refused_of(site, today))
        expected = expected_seasons(site, today) if self.may_tell else []
        past = refused_before(site, [each.pk for each in off])[:MOST_PAST]
        return {
            "off": [_off(each) for each in off],
            "past_off": [_off(each) for each in past],
            "expected": [
                (each, self.refused_note("off", each.key))
                for each in expected
                if form is None or each.holidays == form.holidays
            ],
        }

    def refused_note(self, button: str, key: str) -> str:
        """The reason that was typed for this very season and not taken."""
        post = self.request.POST
        return post.get("note", "") if post.get(button) == key else ""


def _row(season: HolidaySeason) -> dict[str, Any]:
    word = "已失效" if season.replaced_at else "已结束" if season.over_at else "已确认"
    return {
        "pk": season.pk,
        "holidays": season.holidays,
        "name": name_of(season.holidays, season.ends_on),
        "lines": offer_in(season).lines,
        "word": word,
        "by": f"{season.office} {chinese_day(season.confirmed_on)}确认",
    }


def _off(row: SeasonOff) -> dict[str, str]:
    return {
        "name": row.words,
        "word": "已失效" if row.replaced_at else "不开班",
        "reason": row.reason,
        "by": f"{row.office} {chinese_day(row.entered_at.astimezone(LEGAL_ZONE).date())}登记",
    }


def _key(text: str) -> int | None:
    """The key of a season as a form sends it; nothing for what is none."""
    return int(text) if text.isdecimal() and len(text) <= 18 else None
