"""How the first round of the demo city ends: list, notice, names and plates, money that was paid, received and used."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from accounts.actors import actor_for
from accounts.models import User
from core.actor import Actor
from core.clock import LEGAL_ZONE
from demonstration.models import Publicity, Subsidy, SubsidyBatch, SubsidyState
from demonstration.publicity.selectors import listed
from demonstration.publicity.services import end_notices, look_at, notice_for, post_notice
from demonstration.ranking.selectors import too_few
from demonstration.ranking.services import lock_list
from demonstration.subsidies import services as money
from demonstration.subsidies.selectors import chain
from demonstration.titles.services import Decided, Told, name_round
from demonstration.titles.words import decision_body, decision_title
from unionportal.demo.rounds import Stage, Story, experts
from unionportal.demo.unions import People

#: Between two looks at the notice.
LOOKS = timedelta(hours=5)
POOL = 20_000_000
REASON = "已核实,不是重复补助。"


class Ending(Story):
    """A round to its end."""

    def lock(self, now: datetime) -> None:
        meeting = self.meeting(now.date(), now, 9)
        note = "个别申报因回避少一份评审。" if too_few(self.row) else ""
        lock_list(self.row.pk, meeting.pk, actor=self.people.city, now=now, note=note)

    def post(self, now: datetime) -> None:
        post_notice(self.row.pk, notice_for(self.row, listed(self.row)), actor=self.people.city, now=now)

    def name(self, now: datetime) -> None:
        for row in Publicity.objects.filter(round=self.row):
            self._look(row)
        end_notices(now=now)
        row, day = self.row, now.astimezone(LEGAL_ZONE).date()
        decided = Decided(
            document_number=f"青工发〔{day.year}〕30号",
            decided_on=day,
            meeting=Told(None, "主席办公会", day, f"〔{day.year}〕第12期"),
            title=decision_title(row),
            body=decision_body(row, len(listed(row))),
        )
        name_round(row.pk, decided, actor=self.people.city, now=now)

    def _look(self, row: Publicity) -> None:
        """What the portal would have seen, had it run then; not through a network that may not be there."""
        moment = row.posted_at
        while not settings.PUBLIC_ADDRESS and moment < row.ends_at:
            look_at(row, now=moment)
            moment += LOOKS

    def work_out(self, now: datetime) -> None:
        year = now.year
        facts = money.PoolFacts("示范阵地补助(样例)", "市总本级", year, POOL, f"青工财〔{year}〕2号")
        pool = money.enter_pool(self.row.issuer, facts, actor=self.people.city, now=now)
        title = f"{year}年度示范阵地补助(样例)"
        batch = money.start_batch(pool, title, round=self.row, actor=self.people.city, now=now)
        for line in batch.lines.exclude(warnings=[]):
            money.edit_line(line, None, REASON, actor=self.people.city, now=now)
        money.submit_batch(batch.pk, actor=self.people.city, now=now)

    @property
    def batch(self) -> SubsidyBatch:
        return SubsidyBatch.objects.get(round=self.row)

    def approve(self, now: datetime) -> None:
        day = now.date()
        minutes = f"〔{day.year}〕第13期"
        meeting = money.enter_meeting(
            self.batch, "主席办公会", day, minutes, actor=self.people.city2, now=now
        )
        money.approve_batch(self.batch.pk, meeting.pk, actor=self.people.city2, now=now)

    def pay(self, now: datetime) -> None:
        """Step by step to the account; the last line still waits for its first step."""
        lines = list(self.batch.lines.filter(state=SubsidyState.APPROVED).order_by("pk"))
        for line in lines[:-1] or lines:
            self._pay(line, now)

    def _pay(self, line: Subsidy, now: datetime) -> None:
        finance, day = self._finance(now), now.date()
        notice = money.Notice(f"青工财〔{day.year}〕15号", day.year, day)
        for step in range(1, len(chain(line))):
            money.pay_lines({line.pk: step}, notice, actor=finance, now=now)
            receipt = money.Receipt(f"HZ-{line.pk:04d}-{step}", day)
            money.enter_receipt(Subsidy.objects.get(pk=line.pk), receipt, actor=finance, now=now)

    def _finance(self, now: datetime) -> Actor:
        return actor_for(User.objects.get(username="finance"), today=now.date())

    def use(self, now: datetime) -> None:
        line = self.batch.lines.filter(state=SubsidyState.RECEIVED).select_related("site").first()
        if line is None:
            return
        spending = money.Spending("购置饮水机1台", 120_000, now.date(), "记-0031", True, "ZC-2026-018")
        money.report_use(line, spending, actor=self.keepers[line.site.managing_union_id], now=now)


def ended_round(people: People, now: datetime) -> list[Stage]:
    """From the call to the money, over a hundred days."""
    story = Ending(people, "nursing_room", now, experts())
    return [
        story.call((110, 90, 82, 56)),
        story.stage(100, story.nominate),
        story.stage(89, story.recommend),
        story.stage(84, story.invite),
        story.stage(80, story.begin_review),
        story.stage(62, story.score),
        story.stage(55, story.lock),
        story.stage(52, story.post),
        story.stage(30, story.name),
        story.stage(22, story.work_out),
        story.stage(17, story.approve),
        story.stage(12, story.pay),
        story.stage(5, story.use),
    ]
