"""What the city and its districts are looking into just now: a draw, an order to mend, a yearly review that has begun."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from accounts.models import Union
from core.actor import Actor
from inspection.assessing.selectors import board_of
from inspection.assessing.services import Given, answer_items, hand_in_assessment
from inspection.models import Assessment, AssessmentState, Column
from inspection.rectifying.services import Wanted, answer_item, give_order
from inspection.rectifying.states import Source
from inspection.reviewing.services import Notice, draft_review, publish_review
from inspection.spot_checks.selectors import people_to_send
from inspection.spot_checks.services import Plan, commit_draw, draw_sites
from inspection.spot_checks.weights import usual_weights
from rulebook.outcome import Answer
from sites.models import ServiceSite
from sites.types import site_type
from sites.vocabulary import IN_USE
from unionportal.demo.scoring import best_of
from unionportal.demo.unions import Office, People

#: Problem and what would satisfy; the first is answered already.
FOUND = (
    ("饮水机滤芯超过更换日期", "更换滤芯,在台账上登记更换日期"),
    ("公示的开放时间与实际不一致", "按实际开放时间更换公示牌"),
)
ANSWERED = "滤芯已更换,更换日期已登记。"
DRAWN, INSPECTORS = 3, 6
#: Sites whose keepers were quick.
HANDED_IN = 2
OWN_DAYS, DISTRICT_DAYS, SPOT_PERCENT = 30, 45, 10


def supervise(people: People, *, now: datetime) -> None:
    """Through the services, at this moment; what there are too few sites for stays away."""
    sites = list(ServiceSite.objects.filter(state__in=IN_USE).select_related("managing_union").order_by("pk"))
    if len(sites) < DRAWN:
        return
    _draw(people.city, len(sites), now)
    _order(people.offices, sites, now)
    _review(people, sites, now)


def _draw(city: Actor, pool: int, now: datetime) -> None:
    union = Union.objects.get(parent=None)
    plan = Plan(
        union=union,
        title=f"{now.year}年阵地抽查(样例)",
        size=DRAWN,
        weights=usual_weights(),
        inspectors=[user.pk for user in people_to_send(union, now.date())][:INSPECTORS],
    )
    check = commit_draw(plan, actor=city, now=now)
    draw_sites(check.pk, actor=city, now=now)


def _order(offices: list[Office], sites: list[ServiceSite], now: datetime) -> None:
    """To the first site of the first office that has one."""
    by_union = {site.managing_union_id: site for site in reversed(sites)}
    for office in offices:
        for union, keeper in office.keepers.items():
            if union in by_union:
                wanted = Wanted(Source.OTHER, FOUND, grounds="日常检查时发现以下问题。")
                order = give_order(by_union[union].pk, wanted, actor=office.officer, now=now)
                first = order.items.order_by("number")[0]
                answer_item(order.pk, first.number, ANSWERED, actor=keeper, now=now)
                return


def _review(people: People, sites: list[ServiceSite], now: datetime) -> None:
    """Of the type that has most sites."""
    code = Counter(site.site_type for site in sites).most_common(1)[0][0]
    notice = _notice(code, now.date())
    row = draft_review(Union.objects.get(parent=None), notice, actor=people.city, now=now)
    publish_review(row.pk, actor=people.city, now=now)
    keepers = {union: keeper for office in people.offices for union, keeper in office.keepers.items()}
    begun = Assessment.objects.filter(review_entry__review=row, state=AssessmentState.OWN)
    for assessment in begun.select_related("site", "version").order_by("pk")[:HANDED_IN]:
        keeper = keepers[assessment.site.managing_union_id]
        answer_items(assessment.pk, content_answers(assessment, now), actor=keeper, now=now)
        hand_in_assessment(assessment.pk, actor=keeper, now=now)


def _notice(code: str, today: date) -> Notice:
    return Notice(
        year=today.year,
        title=f"{today.year}年度{site_type(code).label}年度复核(样例)",
        noticed_on=today,
        site_types=(code,),
        cycle_first=today - timedelta(days=364),
        cycle_last=today,
        joins_until=today,
        own_due_on=today + timedelta(days=OWN_DAYS),
        district_due_on=today + timedelta(days=DISTRICT_DAYS),
        spot_percent=SPOT_PERCENT,
    )


def content_answers(assessment: Assessment, now: datetime) -> dict[str, Given]:
    """What a keeper who is content with his site says of it."""
    outcome = board_of(assessment, now.date()).outcomes[Column.OWN]
    given = {
        item.criterion.code: best_of(item.criterion)
        for item in outcome.items
        if not item.criterion.is_automatic
    }
    given |= {line.veto.code: Answer(is_met=False) for line in outcome.vetoes if not line.by_fact}
    return {code: Given(answer) for code, answer in given.items()}
