"""Three years day by day: was everything that happened to a site told on its page long enough before? Nothing by surprise."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from core.actor import SYSTEM
from core.checks import Check
from core.clock import LEGAL_ZONE
from core.registry import CHECKS
from demonstration.titles.selectors import due_to_lapse
from demonstration.titles.services import lapse_titles
from inspection.laddering.notice_days import LIMIT
from inspection.laddering.pages import site_panel
from inspection.laddering.selectors import ahead_of
from inspection.laddering.services import follow_ladder
from inspection.models import Consequence
from inspection.rectifying.services import tell_lapsed_orders
from inspection.watching.services import reconcile
from rulebook.choices import LadderAction
from rulebook.models import RulePack
from rulebook.selectors import load_calendar, measure_of
from rulebook.services import seed_calendars
from sites.models import ServiceSite
from unionportal.drill.office import build_office
from unionportal.drill.outcome import Broken, Outcome, Say, require
from unionportal.drill.season_loss import TitleWatch
from unionportal.drill.season_rungs import require_nothing_else, require_rung_before
from unionportal.drill.season_titles import KEPT, TAKEN
from unionportal.drill.season_watch import Reader
from unionportal.drill.season_world import CODE, World
from unionportal.drill.throwaway import throwaway_database

#: Years whose holidays come with the portal, so that every day of notice is certain.
FIRST = datetime(2023, 7, 3, 9, 0, tzinfo=LEGAL_ZONE)
DAYS = 3 * 365 - 3
SEED = 20260703

#: How likely it is on each day of a notice that somebody signs too early. Titles are few: theirs are tried oftener.
TRIED_EARLY: dict[str, float] = {LadderAction.REVOKE: 0.2}

CHECKED = (
    "提醒以外的措施,每一项都有人签批;签批以前,阵地档案逐日显示告知,没有一天中断,工作日数不少于管理办法规定的告知期。",
    "告知期未满的签批一律被拒绝,没有产生任何后果。",
    "每天页面上写的下一个凌晨将告知的、将撤下的,与当次任务所做的逐项一致。",
    "没有越级:每一项措施之前,同一理由的上一级措施都已采取。",
    "系统下达的整改通知、暂停挂牌和注销草稿,与签批逐项对应,没有多出的。",
    "持有示范称号的阵地:取消资格在暂停挂牌之后,注销备案在会议就称号作出决定之后;没有称号的阵地,不告知取消资格。",
    "取消资格由市总工会签批,区(市)总工会签批一律被拒绝;称号页面与阵地档案一样,逐日显示告知,签批后到会议决定前写明等待会议研究。",
    "每一个被取消的称号,都先有告知期满后的签批,再有会议依据;其他称号只因有效期届满终止。",
    "称号被取消的阵地,间隔期内不能申报新的评定,间隔期满后不再因此被拒绝。",
)

#: What has to happen at least once, or there was nothing to judge.
NEEDED = (
    *("提醒", "告知", "提前签批被拒绝", "签批限期整改", "签批暂停挂牌", "签批注销备案", "自动撤下"),
    *("提出异议", "由人撤下", "恢复挂牌", "签批取消示范阵地资格并摘牌", "区(市)总工会签批取消资格被拒绝"),
    *(TAKEN, KEPT, "称号期满终止", "摘牌后签批注销备案", "间隔期内不能申报", "间隔期满可再申报"),
)


@dataclass
class Season:
    """One run over some days. ``shown``: of each rung that was signed, for how many working days its page had told it."""

    world: World
    check: Check
    reader: Reader
    titles: TitleWatch
    shown: dict[str, list[int]] = field(default_factory=dict)

    def day(self, number: int) -> None:
        morning = FIRST + timedelta(days=number)
        today = morning.date()
        lapse_titles(due_to_lapse(today), now=morning)
        self.world.live(today, morning)
        self._sign(today, morning)
        night = morning + timedelta(hours=12)
        tell_lapsed_orders(now=night)
        reconcile(self.check, today, now=night)
        self._read(today, night)
        self.titles.look(today, night)
        self._follow(today, night)
        self.titles.require_fallen(today)

    def _read(self, today: date, now: datetime) -> None:
        """What lies ahead by the rule, and the words of the page about each site that has any of it."""
        ahead = ahead_of(self.world.sites, today)
        sites = ServiceSite.objects.filter(pk__in=[key for key, coming in ahead.items() if coming])
        self.reader.read(today, ahead.items(), {site.pk: self._words(site, now) for site in sites})
        self.titles.reader.read(today, ahead.items(), self.titles.read(today, now))

    def _words(self, site: ServiceSite, now: datetime) -> str:
        """Of the part of the file of a site that tells of the ladder, as its keeper opens it."""
        panel = site_panel(self.world.office.people["keeper"], site, now, [], True)
        return "".join(f"{step.what}{step.when}" for step in panel["steps"]) if panel else ""

    def _sign(self, today: date, now: datetime) -> None:
        for row in Consequence.objects.filter(state="announced").select_related("site").order_by("pk"):
            luck = self.world.chance.random()
            if row.earliest_on is None or today < row.earliest_on:
                if luck < TRIED_EARLY.get(row.action, 0.01):
                    self.world.refuse_early(row, now)
            elif luck < 0.3:
                self._sign_one(row, today, now)

    def _sign_one(self, row: Consequence, today: date, now: datetime) -> None:
        what = f"第 {row.pk} 项({row.action_label},{today})"
        is_revoking, holders = row.action == LadderAction.REVOKE, self.titles.holders(today)
        if is_revoking:
            self.titles.refuse_district(row, now)
        if not self.world.sign(row, now):
            return
        shown = self.reader.require_notice(row.pk, today, what)
        self.shown.setdefault(row.action_label, []).append(shown)
        require_rung_before(row, what, holds=row.site_id in holders)
        if is_revoking:
            self.titles.require_notice(row, today, what)
        elif row.action == LadderAction.CANCEL and row.site_id in self.titles.sites_that_lost():
            self.world.counted["摘牌后签批注销备案"] += 1

    def _follow(self, today: date, night: datetime) -> None:
        """What the page said comes true tonight, and nothing else."""
        known = set(Consequence.objects.values_list("pk", flat=True))
        done = follow_ladder(now=night)
        new = set(Consequence.objects.exclude(pk__in=known).values_list("site_id", "action"))
        dropped = set(
            Consequence.objects.filter(state="dropped", is_spared=False, ended_at=night).values_list(
                "pk", flat=True
            )
        )
        require(not done.failed, f"{today}:有阵地没有办成")
        require(new == self.reader.foretold, f"{today}:告知与页面不一致")
        told = {site for site, action in new if action == LadderAction.REVOKE}
        require(told <= self.titles.holders(today), f"{today}:没有称号的阵地被告知取消资格")
        require(dropped == self.reader.falling, f"{today}:撤下与页面不一致")
        self.world.counted["提醒"] += done.reminded
        self.world.counted["告知"] += done.announced
        self.world.counted["自动撤下"] += done.dropped


def begin_season(size: int, chance: random.Random, counted: Counter[str]) -> Season:
    """Everything as it is before the first day. Called in a transaction over an empty database."""
    seed_calendars(actor=SYSTEM, now=FIRST)
    office = build_office()
    pack = RulePack.objects.filter(family="women", state="published").latest("effective_from")
    world = World(office, pack.pk, chance, counted)
    world.settle_in(size, FIRST)
    period, calendar = measure_of(pack.pk).days_for(LIMIT) or 0, load_calendar()
    titles = TitleWatch(office, pack, Reader(calendar, period), counted)
    return Season(world, world.check, Reader(calendar, period), titles)


def run_season(size: int, days: int, seed: int, outcome: Outcome, until: float, say: Say) -> int:
    """How many days were lived. Raises ``Broken``."""
    season, lived = begin_season(size, random.Random(seed), outcome.counted), 0
    with CHECKS.known(CODE, season.check):
        while lived < days and time.monotonic() <= until:
            season.day(lived)
            lived += 1
            outcome.size = f"{size:,} 个阵地,{lived:,} 天"
            if not lived % 90:
                say(f"  已过 {lived} 天")
        require_nothing_else()
    outcome.rows = [
        (rung, f"{len(shown):,}", f"{min(shown)}", f"{max(shown)}") for rung, shown in season.shown.items()
    ]
    return lived


def how_far(lived: int, days: int, counted: Counter[str]) -> str:
    """What is lacking to judge three years; empty when nothing is."""
    if lived < days:
        return f"{days:,} 天中过了 {lived:,} 天"
    never = [what for what in NEEDED if not counted[what]]
    return f"从没有发生过、因此没有核对到的事项:{'、'.join(never)}" if never else ""


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` sites over three years; the first property that breaks ends it."""
    heads = ("措施", "签批", "签批前页面显示的工作日(最少)", "(最多)")
    outcome = Outcome(CHECKED, f"{size:,} 个阵地,0 天", heads=heads)
    with throwaway_database(), transaction.atomic():
        try:
            lived = run_season(size, DAYS, SEED, outcome, until, say)
            outcome.cut = how_far(lived, DAYS, outcome.counted)
        except Broken as broken:
            outcome.broken.append(str(broken))
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome
