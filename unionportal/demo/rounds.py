"""Two demonstration rounds of the demo city: one that was named and paid, one that is under blind review just now.

A round is a handful of stages, each at one moment between the steps of the cases, so that the trail stays in order.
Where there are too few sites at the time of the call, nothing of the round happens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from accounts.actors import actor_for
from accounts.models import Union, User
from accounts.services import create_user
from core.actor import SYSTEM, Actor
from core.clock import LEGAL_ZONE
from demonstration.models import (
    Meeting,
    Nomination,
    NominationState,
    Review,
    Reviewer,
    Round,
)
from demonstration.nominating.selectors.asking import branch_of
from demonstration.nominating.services import (
    recommend,
    save_practices,
    start_nomination,
    submit_nomination,
)
from demonstration.reviewing.selectors.sheets import sheet_of
from demonstration.reviewing.services import (
    Declared,
    Invitee,
    assign_reviews,
    invite_reviewer,
    sign_statement,
    submit_reviews,
)
from demonstration.reviewing.services import answer_items as answer_review
from demonstration.rounds.selectors import candidates_within, measure_for
from demonstration.rounds.services import (
    Call,
    Grade,
    close_window,
    draft_round,
    enter_meeting,
    publish_round,
    set_grades,
    set_quotas,
    start_review,
)
from inspection.assessing.services import Given, answer_items
from rulebook.outcome import Answer, Outcome
from rulebook.rubric import Criterion, How
from sites.models import ServiceSite
from sites.types import site_type
from unionportal.demo.scoring import best_of
from unionportal.demo.supervision import content_answers
from unionportal.demo.unions import People

LEAST_SITES, MOST_SITES = 2, 8
EXPERTS = ("秦专家", "许专家", "吕专家")
STARS = (Grade("五星", floor=740), Grade("四星", floor=680), Grade("三星", floor=600))
PRACTICES = (
    "开放时间内专人值守,设施每日检查并登记,需要的物资每周补充一次。\n"
    "每季度征求一次使用意见,提出的问题在一周内答复;与周边单位共用场地,节假日照常开放。"
)
OPINION = "管理规范,使用情况较好,同意推荐。"
REMARK = "材料能够说明做法,这一项还可以再细化。"
#: What a keeper asks for, in fen, where the measure has money.
WANTED = 450_000
SCORED_BY = 2


@dataclass(frozen=True)
class Stage:
    """Something that happens at one moment."""

    moment: datetime
    act: Callable[[], None]


@dataclass
class Story:
    """One round on its way. ``experts``: user name and name of those who review."""

    people: People
    code: str
    now: datetime
    experts: Sequence[tuple[str, str]]
    is_blind: bool = False
    round: Round | None = None
    keepers: dict[int, Actor] = field(init=False)
    sites: list[ServiceSite] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.keepers = {key: actor for office in self.people.offices for key, actor in office.keepers.items()}

    def at(self, days: int, hour: int = 10) -> datetime:
        """So many days before now."""
        return datetime.combine(self.day(days), time(hour), LEGAL_ZONE)

    def day(self, days: int) -> date:
        return self.now.astimezone(LEGAL_ZONE).date() - timedelta(days=days)

    def stage(self, days: int, act: Callable[[datetime], None]) -> Stage:
        """Skipped where the round was never called."""
        moment = self.at(days)
        return Stage(moment, lambda: act(moment) if self.round is not None else None)

    @property
    def row(self) -> Round:
        """As it stands now."""
        if self.round is None:
            raise LookupError("the round was never called")
        return Round.objects.select_related("issuer", "pack").get(pk=self.round.pk)

    def call(self, days: tuple[int, int, int, int]) -> Stage:
        """Published on the first of these days before now; the others end the window, the recommendation, the review."""
        moment = self.at(days[0])

        def act() -> None:
            self._call(Union.objects.get(parent=None), days, moment)

        return Stage(moment, act)

    def _call(self, issuer: Union, days: tuple[int, int, int, int], moment: datetime) -> None:
        label = site_type(self.code).label
        call = Call(
            title=f"{moment.year}年度示范{label}评定(样例)",
            title_name=f"示范{label}",
            year=moment.year,
            level="city",
            site_types=(self.code,),
            opens_at=moment,
            closes_at=self.at(days[1]),
            recommend_until=self.at(days[2]),
            review_until=self.at(days[3], 18),
            document_number=f"青工办发〔{moment.year}〕21号",
            call="为推动阵地规范建设、常态服务,现就本年度示范评定事项通知如下。请符合条件的阵地在规定时间内申报。",
            least_months=0,
            reviewers_per_case=SCORED_BY,
            is_blind=self.is_blind,
            contact_office="市总工会女职工部",
            contact_phone="0532-80000001",
            contact_address="样例路1号",
        )
        draft = Round(issuer=issuer, **call.columns)
        measure = measure_for(draft, moment.date())
        found = list(candidates_within(self.people.city, draft))[:MOST_SITES]
        if measure is None or measure.rubric_for(self.code) is None or len(found) < LEAST_SITES:
            return
        city = self.people.city
        row = draft_round(issuer, call, actor=city, now=moment)
        set_grades(row.pk, STARS, actor=city, now=moment, seen=row.revision)
        row.refresh_from_db()
        places: dict[tuple[int, str], int] = {}
        for each in found:
            key = (branch_of(row, each.site).pk, self.code)
            places[key] = places.get(key, 0) + 1
        set_quotas(row.pk, places, actor=city, now=moment, seen=row.revision)
        self.round = publish_round(row.pk, actor=city, now=moment)
        self.sites = [each.site for each in found]

    def nominate(self, now: datetime) -> None:
        money = bool(self.row.pack and self.row.pack.subsidy_tiers.filter(site_type=self.code).exists())
        for place, site in enumerate(self.sites):
            keeper = self.keepers[site.managing_union_id]
            row = start_nomination(self.row.pk, site.pk, actor=keeper, now=now)
            if row.assessment is not None:
                answer_items(row.assessment.pk, content_answers(row.assessment, now), actor=keeper, now=now)
            wanted = WANTED if money and place == 0 else None
            row = save_practices(
                row.pk, PRACTICES, wanted=wanted, actor=keeper, now=now, seen=self._seen(row.pk)
            )
            submit_nomination(row.pk, seen=row.revision, actor=keeper, now=now)

    def _seen(self, key: int) -> int:
        return Nomination.objects.values_list("revision", flat=True).get(pk=key)

    def recommend(self, now: datetime) -> None:
        officers = {office.union.pk: office.officer for office in self.people.offices}
        close_window(self.row.pk, actor=SYSTEM, now=now)
        for row in self.row.nominations.filter(state=NominationState.SUBMITTED).order_by("pk"):
            recommend(row.pk, actor=officers[row.branch_id], now=now, note=OPINION)

    def invite(self, now: datetime) -> None:
        for username, name in self.experts:
            if not User.objects.filter(username=username).exists():
                create_user(
                    username, name, password=None, home_union=None, actor=SYSTEM, now=now, is_demo=True
                )
            found = invite_reviewer(self.row.pk, Invitee(username, name), actor=self.people.city, now=now)
            declared = Declared("样例大学", "")
            sign_statement(found.reviewer.pk, declared, actor=self._expert(found.reviewer, now), now=now)

    def _expert(self, row: Reviewer, now: datetime) -> Actor:
        return actor_for(User.objects.get(pk=row.user_id), today=now.astimezone(LEGAL_ZONE).date())

    def begin_review(self, now: datetime) -> None:
        start_review(self.row.pk, actor=self.people.city, now=now)
        assign_reviews(self.row.pk, actor=self.people.city, now=now)

    def score(self, now: datetime, *, hands_in: bool = True, only: int | None = None) -> None:
        """The first nomination is the best, each further one a little worse. ``only``: of so many people."""
        places = {
            key: place
            for place, key in enumerate(self.row.nominations.order_by("pk").values_list("pk", flat=True))
        }
        for duty in Reviewer.objects.filter(round=self.row).order_by("pk")[:only]:
            actor = self._expert(duty, now)
            for review in Review.objects.filter(reviewer=duty).select_related("nomination").order_by("pk"):
                review = Review.objects.select_related("nomination__round", "nomination__assessment").get(
                    pk=review.pk
                )
                given = scores(sheet_of(review).outcome, places[review.nomination_id])
                answer_review(review.pk, given, actor=actor, now=now)
            if hands_in:
                submit_reviews(duty.pk, actor=actor, now=now)

    def meeting(self, held_on: date, now: datetime, number: int) -> Meeting:
        minutes = f"〔{held_on.year}〕第{number}期"
        return enter_meeting(self.row, "主席办公会", held_on, minutes, actor=self.people.city, now=now)


def scores(outcome: Outcome, worse: int) -> dict[str, Given]:
    """Full marks, with one item after the other a step lower, and a word where it is lower."""
    asked = [item.criterion for item in outcome.items if not item.criterion.is_automatic]
    down = (
        [worse // len(asked) + (place < worse % len(asked)) for place in range(len(asked))] if asked else []
    )
    given = {
        each.code: Given(_lower(each, steps), REMARK if steps else "")
        for each, steps in zip(asked, down, strict=True)
    }
    vetoes = {line.veto.code: Given(Answer(is_met=False)) for line in outcome.vetoes if not line.by_fact}
    return given | vetoes


def _lower(criterion: Criterion, steps: int) -> Answer:
    if criterion.how == How.CHOICE:
        levels = sorted(criterion.levels, key=lambda level: -level.points)
        return Answer(level=levels[min(steps, len(levels) - 1)].code)
    best = best_of(criterion).points or 0
    return Answer(points=max(best - 10 * steps, 0))


def experts() -> list[tuple[str, str]]:
    """Of the round that is over: they cannot sign in any more."""
    return [(f"expert{number}", name) for number, name in enumerate(EXPERTS, 1)]


def logins() -> list[tuple[str, str]]:
    """Of the round under review: people with a demo login."""
    rows = User.objects.filter(username__in=["reviewer1", "reviewer2", "reviewer3"]).order_by("username")
    return [(row.username, row.name) for row in rows]


def running_round(people: People, now: datetime) -> list[Stage]:
    """Under blind review: one reviewer is done, one has begun, the round is open for three weeks."""
    story = Story(people, "outdoor_station", now, logins(), is_blind=True)
    return [
        story.call((40, 26, 19, -21)),
        story.stage(33, story.nominate),
        story.stage(25, story.recommend),
        story.stage(20, story.invite),
        story.stage(18, story.begin_review),
        story.stage(6, lambda moment: story.score(moment, only=1)),
    ]
