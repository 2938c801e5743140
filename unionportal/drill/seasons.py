"""Three years day by day: was everything that happened to a site told on its page long enough before? Nothing by surprise."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from core.actor import SYSTEM
from core.checks import Check
from core.clock import LEGAL_ZONE
from core.registry import CHECKS
from inspection.laddering.notice_days import LIMIT
from inspection.laddering.selectors import ahead_of
from inspection.laddering.services import follow_ladder
from inspection.models import Consequence, Rectification
from inspection.rectifying.services import tell_lapsed_orders
from inspection.watching.services import reconcile
from rulebook.choices import LadderAction
from rulebook.models import RulePack
from rulebook.selectors import load_calendar, measure_of
from rulebook.services import seed_calendars
from sites.models import OperatingNotice
from unionportal.drill.office import build_office
from unionportal.drill.outcome import Broken, Outcome, Say, require
from unionportal.drill.season_watch import Reader
from unionportal.drill.season_world import CODE, World
from unionportal.drill.throwaway import throwaway_database

#: Years whose holidays come with the portal, so that every day of notice is certain.
FIRST = datetime(2023, 7, 3, 9, 0, tzinfo=LEGAL_ZONE)
DAYS = 3 * 365 - 3
SEED = 20260703

CHECKED = (
    "提醒以外的措施,每一项都有人签批;签批以前,阵地档案逐日显示告知,没有一天中断,工作日数不少于管理办法规定的告知期。",
    "告知期未满的签批一律被拒绝,没有产生任何后果。",
    "每天页面上写的“今晚将告知”“将撤下”,与当晚任务所做的逐项一致。",
    "没有越级:每一项措施之前,同一理由的上一级措施都已采取。",
    "系统下达的整改通知、暂停挂牌和注销草稿,与签批逐项对应,没有多出的。",
)

#: The rung that must stand before, by the rung; none of these sites holds a title.
BEFORE = {"rectify": "remind", "suspend": "rectify", "cancel": "suspend"}


@dataclass
class Season:
    """One run over some days."""

    world: World
    check: Check
    reader: Reader

    def day(self, number: int) -> None:
        morning = FIRST + timedelta(days=number)
        today = morning.date()
        self.world.live(today, morning)
        self._sign(today, morning)
        night = morning + timedelta(hours=12)
        tell_lapsed_orders(now=night)
        reconcile(self.check, today, now=night)
        self.reader.read(today, ahead_of(self.world.sites, today).items())
        self._follow(today, night)

    def _sign(self, today: date, now: datetime) -> None:
        for row in Consequence.objects.filter(state="announced").select_related("site").order_by("pk"):
            luck = self.world.chance.random()
            if row.earliest_on is None or today < row.earliest_on:
                if luck < 0.01:
                    self.world.refuse_early(row, now)
            elif luck < 0.3:
                what = f"第 {row.pk} 项({row.action_label},{today})"
                if self.world.sign(row, now):
                    self.reader.require_notice(row.pk, today, what)
                    self._require_rung_before(row, what)

    def _require_rung_before(self, row: Consequence, what: str) -> None:
        before = BEFORE[row.action]
        for cause in row.causes.all():
            if row.action == LadderAction.SUSPEND:
                require(cause.order_id is not None, f"{what}:没有整改通知")
                continue
            taken = Consequence.objects.filter(action=before, state__in=["signed", "settled"])
            same = (
                {"causes__finding": cause.finding_id}
                if cause.finding_id
                else {"causes__order": cause.order_id}
            )
            require(taken.filter(**same).exists(), f"{what}:上一级措施没有采取")

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
        require(dropped == self.reader.falling, f"{today}:撤下与页面不一致")
        self.world.counted["提醒"] += done.reminded
        self.world.counted["告知"] += done.announced
        self.world.counted["自动撤下"] += done.dropped

    def require_nothing_else(self) -> None:
        """Every effect has its signature, and every signature its person."""
        signed = Consequence.objects.exclude(state__in=["announced", "objected", "dropped"])
        unsigned = signed.exclude(action=LadderAction.REMIND).filter(signed_by=None)
        require(not unsigned.exists(), "有措施没有签批人")
        given = signed.filter(action=LadderAction.RECTIFY).count()
        require(Rectification.objects.count() == given, "整改通知与签批不一致")
        closures = set(
            OperatingNotice.objects.filter(kind="closure", basis="decision").values_list("pk", flat=True)
        )
        told = {
            int(key) for key in signed.filter(action="suspend").values_list("outcome_key", flat=True) if key
        }
        require(closures == told, "暂停挂牌与签批不一致")


def run_season(size: int, days: int, seed: int, counted: Counter[str], until: float, say: Say) -> int:
    """How many days were lived. Called in a transaction over an empty database. Raises ``Broken``."""
    seed_calendars(actor=SYSTEM, now=FIRST)
    office = build_office()
    pack = RulePack.objects.filter(family="women", state="published").latest("effective_from")
    world = World(office, pack.pk, random.Random(seed), counted)
    world.settle_in(size, FIRST)
    period = measure_of(pack.pk).days_for(LIMIT) or 0
    check = world.check
    season = Season(world, check, Reader(load_calendar(), period))
    lived = 0
    with CHECKS.known(CODE, check):
        for number in range(days):
            if time.monotonic() > until:
                break
            season.day(number)
            lived = number + 1
            if not lived % 90:
                say(f"  已过 {lived} 天")
        season.require_nothing_else()
    return lived


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` sites over three years; the first property that breaks ends it."""
    outcome, lived = Outcome(CHECKED), 0
    with throwaway_database(), transaction.atomic():
        try:
            lived = run_season(size, DAYS, SEED, outcome.counted, until, say)
        except Broken as broken:
            outcome.broken.append(str(broken))
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    outcome.size = f"{size} 个阵地,{lived} 天"
    outcome.heads = ("事项", "次数")
    outcome.rows = [(name, f"{count:,}") for name, count in sorted(outcome.counted.items())]
    return outcome
