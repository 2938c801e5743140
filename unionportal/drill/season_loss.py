"""Does a title end only as its page had said: proposed by a signature, taken by a meeting, or by the end of its term?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.test import RequestFactory

from accounts.models import User
from core.clock import LEGAL_ZONE
from core.policy import NotAllowed
from demonstration.models import Designation, DesignationState, Round, TitleEventKind
from demonstration.rounds.eligibility import COOLING_OFF
from demonstration.rounds.selectors import answers_for
from demonstration.titles.views import TitlePage
from inspection.laddering import services as ladder
from inspection.laddering.states import OPEN, ConsequenceState
from inspection.models import Consequence
from inspection.rectifying.states import STANDING
from rulebook.choices import LadderAction
from rulebook.models import RulePack
from rulebook.selectors import measure_of
from unionportal.drill.office import Office
from unionportal.drill.outcome import require
from unionportal.drill.season_titles import asked_for
from unionportal.drill.season_watch import Reader

WAITS, FALLS, TAKEN_AWAY = "等待会议研究", "系统随后自动撤下", "交回或者摘除示范牌匾"

#: A site that lost its title is asked again after so many days whether it may come again.
ASKED_EVERY = 30


@dataclass
class TitleWatch:
    """Reads the pages of the titles beside the files of the sites.

    ``noticed``: proposals whose notice was found whole when they were signed. ``lost``: titles that were taken away,
    each with its site and its day. ``ended``: all that were seen to be over. ``falling``: proposals whose page said that
    they would be taken back, since the orders behind them are over.
    """

    office: Office
    pack: RulePack
    reader: Reader
    counted: Counter[str]
    noticed: set[int] = field(default_factory=set)
    lost: dict[int, tuple[int, date]] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    falling: set[int] = field(default_factory=set)

    def holders(self, today: date) -> set[int]:
        """Sites with a title, as its own row says; no other question of the house is asked."""
        rows = Designation.objects.filter(state=DesignationState.VALID, valid_until__gte=today)
        return set(rows.values_list("site_id", flat=True))

    def sites_that_lost(self) -> set[int]:
        return {site for site, _ in self.lost.values()}

    def read(self, today: date, now: datetime) -> dict[int, str]:
        """The words of the page of each title that something is proposed about, as its keeper opens it, by site."""
        rows = Consequence.objects.filter(
            action=LadderAction.REVOKE, state__in=(*OPEN, ConsequenceState.SIGNED)
        )
        states = set(rows.values_list("site_id", "state"))
        titles = Designation.objects.filter(
            site__in={site for site, _ in states}, state=DesignationState.VALID
        )
        said = {title.site_id: self._words(title, now) for title in titles.order_by("pk")}
        signed = rows.filter(state=ConsequenceState.SIGNED, site__in=said)
        led = set(signed.filter(causes__order__state__in=STANDING).values_list("pk", flat=True))
        for key, site in signed.values_list("pk", "site_id"):
            wanted, what = (WAITS, "等待会议研究") if key in led else (FALLS, "将撤下")
            require(wanted in said[site], f"{today}:阵地 {site} 的称号页面没有写明{what}")
        self.falling = set(signed.exclude(pk__in=led).values_list("pk", flat=True))
        return said

    def _words(self, title: Designation, now: datetime) -> str:
        """The page itself, drawn for this moment."""
        keeper = self.office.people["keeper"]
        request = RequestFactory().get(f"/desk/titles/{title.number}/")
        request.user = User.objects.get(pk=keeper.id or 0)
        request.actor = keeper  # type: ignore[attr-defined]  # as the middleware does
        page = TitlePage()
        page.setup(request, number=title.number)
        page.now = now
        return page.get(request).content.decode()

    def refuse_district(self, row: Consequence, now: datetime) -> None:
        """A title is the city's matter: a signature of the branch must come to nothing."""
        try:
            ladder.sign_consequence(row.pk, actor=self.office.people["district"], now=now)
        except NotAllowed:
            self.counted["区(市)总工会签批取消资格被拒绝"] += 1
            return
        require(False, f"第 {row.pk} 项(取消资格)由区(市)总工会签批")

    def require_notice(self, row: Consequence, today: date, what: str) -> None:
        """The page of the title told it as long as the file of its site did."""
        self.reader.require_notice(row.pk, today, f"{what}(称号页面)")
        self.noticed.add(row.pk)

    def look(self, today: date, now: datetime) -> None:
        """What became of the titles since yesterday, and may those who lost theirs come again?"""
        rows = Designation.objects.exclude(state=DesignationState.VALID).exclude(pk__in=self.ended)
        for title in rows.select_related("site").order_by("pk"):
            self.ended.add(title.pk)
            if title.state == DesignationState.LAPSED:
                require(title.ended_on == title.valid_until < today, f"{today}:称号 {title.number} 提前终止")
                self.counted["称号期满终止"] += 1
                continue
            self._require_signed(title, today)
            require(
                TAKEN_AWAY in self._words(title, now), f"{today}:称号 {title.number} 的页面没有写明已取消"
            )
            self.lost[title.pk] = (title.site_id, today)
        due = [key for key, (_, day) in self.lost.items() if not (today - day).days % ASKED_EVERY]
        for title in Designation.objects.filter(pk__in=due).select_related("site").order_by("pk"):
            self._require_wait(title, today)

    def require_fallen(self, today: date) -> None:
        """After the job of the night: what the pages said of proposals without an order came true."""
        left = Consequence.objects.filter(pk__in=self.falling, state=ConsequenceState.SIGNED)
        require(not left.exists(), f"{today}:写明将撤下的取消资格没有撤下")
        self.counted["整改了结,撤下取消资格"] += len(self.falling)

    def _require_signed(self, title: Designation, today: date) -> None:
        what = f"{today}:称号 {title.number} 被取消"
        proposed = Consequence.objects.filter(action=LadderAction.REVOKE, outcome_key=title.number)
        settled = set(proposed.filter(state=ConsequenceState.SETTLED).values_list("pk", flat=True))
        require(bool(settled & self.noticed), f"{what},没有告知期满后的签批")
        event = title.events.filter(kind=TitleEventKind.REVOKED).latest("pk")
        require(event.meeting is not None, f"{what},没有会议依据")

    def _require_wait(self, title: Designation, today: date) -> None:
        """Kept out of each round that closes before the wait is over, and afterwards of none for that reason."""
        days = measure_of(self.pack.pk).days_for(COOLING_OFF) or 0
        over = self.lost[title.pk][1] + timedelta(days=days)
        for closes_on in (day for day in (today, over - timedelta(days=1), over) if day >= today):
            is_met = self._answers(title, closes_on).get("cooling", True)
            what = f"称号 {title.number} 取消后,阵地申报 {closes_on} 截止的评定"
            require(
                is_met == (closes_on >= over),
                f"{what}:间隔期{'已满仍' if closes_on >= over else '内没有'}被拒绝",
            )
            self.counted["间隔期满可再申报" if is_met else "间隔期内不能申报"] += 1

    def _answers(self, title: Designation, closes_on: date) -> Mapping[str, bool]:
        closes_at = datetime.combine(closes_on, time(17, 30), LEGAL_ZONE)
        probe = Round(**asked_for(self.pack, closes_at))
        return {each.code: each.is_met for each in answers_for(probe, [title.site]).get(title.site_id, [])}
