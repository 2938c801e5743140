"""A few hundred sites whose keepers do or do not see to things, and officers who sign, doubt and take back. Seeded."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.fields import BigIntegerField, DateField

from accounts.models import District
from core.actor import SYSTEM, Actor
from core.checks import Check, Severity
from core.workflow import TransitionRefused
from inspection.laddering import services as ladder
from inspection.laddering.selectors import open_on
from inspection.laddering.states import ConsequenceState
from inspection.models import Consequence, Rectification
from inspection.rectifying import services as orders
from inspection.rectifying.states import STANDING, RectificationState
from rulebook.choices import LadderAction
from rulebook.models import RulePack
from sites.models import ServiceSite
from sites.services import open_site, plan_site, update_facts
from unionportal.drill.office import DISTRICT, Office
from unionportal.drill.outcome import require
from unionportal.drill.season_titles import decide_title, holds_title, name_sites

SITE_TYPE = "nursing_room"
CODE = "drill_unseen"


@dataclass
class World:
    """``failing``: sites that something is wrong with, each with its first day; ``care``: how likely its keeper acts."""

    office: Office
    pack_id: int
    chance: random.Random
    counted: Counter[str]
    sites: list[int] = field(default_factory=list)
    care: dict[int, float] = field(default_factory=dict)
    failing: dict[int, date] = field(default_factory=dict)

    @property
    def check(self) -> Check:
        return Check(
            CODE,
            "演练中的问题",
            "演练中随机出现的问题。",
            "阵地负责人",
            Severity.CAUTION,
            self._failing,
            remedy="处理到位",
            climbs=True,
        )

    def _failing(self, day: date) -> Any:
        rows = ServiceSite.objects.filter(pk__in=sorted(self.failing)).exclude(state="cancelled")
        whens = [When(pk=key, then=Value(began)) for key, began in self.failing.items() if began <= day]
        return rows.annotate(
            subject=F("pk"),
            began_on=Case(*whens, output_field=DateField()),
            pack_ref=Value(self.pack_id, output_field=BigIntegerField()),
        )

    def settle_in(self, count: int, now: datetime) -> None:
        """Sites that are open from the first day on."""
        district = District.objects.get(code=DISTRICT)
        for number in range(count):
            version = plan_site(
                site_type=SITE_TYPE, union=self.office.primary, district=district, actor=SYSTEM, now=now
            )
            facts = {"name": f"第{number + 1}小屋", "address": f"文登路{number + 1}号", "access": "public"}
            update_facts(version, facts, actor=SYSTEM, now=now)
            site = open_site(
                version, number=f"DRILL-{number:04d}", confirmed_by="演练", actor=SYSTEM, now=now
            )
            self.sites.append(site.pk)
            self.care[site.pk] = self.chance.choice((0.005, 0.02, 0.05, 0.2))
        titled = [key for number, key in enumerate(self.sites) if holds_title(number)]
        named = ServiceSite.objects.filter(pk__in=titled).order_by("pk")
        name_sites(self.office, RulePack.objects.get(pk=self.pack_id), named, now)

    def live(self, day: date, now: datetime) -> None:
        """One day: things go wrong and are seen to, people act on what they read."""
        for key in self.sites:
            if key in self.failing:
                if self.chance.random() < self.care[key]:
                    del self.failing[key]
            elif self.chance.random() < 0.004:
                self.failing[key] = day
        self._mend(now)
        self._decide(day, now)

    def _mend(self, now: datetime) -> None:
        district, keeper = self.office.people["district"], self.office.people["keeper"]
        waiting = (RectificationState.MENDING, RectificationState.RECHECK)
        for order in Rectification.objects.filter(state__in=waiting).order_by("pk"):
            if order.state == RectificationState.MENDING:
                if self.chance.random() < self.care[order.site_id] / 2:
                    for item in order.items.exclude(verdict="ok"):
                        orders.answer_item(order.pk, item.number, "已处理。", actor=keeper, now=now)
                    orders.hand_in(order.pk, actor=keeper, now=now)
                    self.counted["提交复查"] += 1
            elif self.chance.random() < 0.3:
                self._look_again(order, district, now)

    def _look_again(self, order: Rectification, district: Any, now: datetime) -> None:
        is_mended = self.chance.random() < 0.7
        for item in order.items.all():
            verdict, words = ("ok", "") if is_mended else ("not_ok", "仍未处理。")
            orders.judge_item(order.pk, item.number, verdict, words, actor=district, now=now)
        if is_mended:
            orders.close_order(order.pk, actor=district, now=now)
            self.counted["整改办结"] += 1
        else:
            orders.send_back(order.pk, actor=district, now=now)

    def _decide(self, day: date, now: datetime) -> None:
        """Objections, answers, what is taken back or given back; signatures are the drill's own, which looks at each."""
        acts = {
            ConsequenceState.ANNOUNCED: self._doubt,
            ConsequenceState.OBJECTED: self._answer,
            ConsequenceState.SIGNED: self._go_on,
        }
        for row in Consequence.objects.filter(state__in=list(acts)).order_by("pk"):
            acts[ConsequenceState(row.state)](row, self.chance.random(), now)

    def _doubt(self, row: Consequence, luck: float, now: datetime) -> None:
        keeper = self.office.people["keeper"]
        if luck < 0.01 and not row.answer:
            ladder.object_to(row.pk, actor=keeper, now=now, note="情况有变化。")
            self.counted["提出异议"] += 1
        elif luck < 0.012:
            ladder.withdraw_consequence(row.pk, note="暂缓处理。", actor=self.signer(row), now=now)
            self.counted["由人撤下"] += 1

    def _answer(self, row: Consequence, luck: float, now: datetime) -> None:
        if luck < 0.2:
            answer = ladder.keep_consequence if luck < 0.15 else ladder.accept_objection
            answer(row.pk, note="已核实。", actor=self.signer(row), now=now)
            self.counted["答复异议"] += 1

    def _go_on(self, row: Consequence, luck: float, now: datetime) -> None:
        """A meeting takes up what was signed about a title; a plate is given back once its order is done with."""
        if luck >= 0.1:
            return
        if row.action == LadderAction.REVOKE:
            # One decision settles all that was proposed about a title.
            if open_on([row.site_id], row.action).filter(pk=row.pk).exists():
                self.counted[decide_title(self.office, row.outcome_key, keeps=luck < 0.03, now=now)] += 1
        elif row.action == LadderAction.SUSPEND:
            self._lift(row, now)

    def _lift(self, row: Consequence, now: datetime) -> None:
        if not Rectification.objects.filter(consequences__consequence=row, state__in=STANDING).exists():
            ladder.lift_consequence(row.pk, note="已整改。", actor=self.office.people["district"], now=now)
            self.counted["恢复挂牌"] += 1

    def signer(self, row: Consequence) -> Actor:
        """Whoever may: the city over a title, here the branch over the rest."""
        return self.office.people["city" if row.action == LadderAction.REVOKE else "district"]

    def sign(self, row: Consequence, now: datetime) -> bool:
        """Refused when its causes are gone meanwhile."""
        try:
            ladder.sign_consequence(row.pk, actor=self.signer(row), now=now)
        except TransitionRefused:
            self.counted["理由已消除,未能签批"] += 1
            return False
        self.counted[f"签批{row.action_label}"] += 1
        return True

    def refuse_early(self, row: Consequence, now: datetime) -> None:
        """A signature before its day must come to nothing."""
        try:
            ladder.sign_consequence(row.pk, actor=self.signer(row), now=now)
        except TransitionRefused:
            self.counted["提前签批被拒绝"] += 1
            return
        require(False, f"第 {row.pk} 项在告知期内被签批")
