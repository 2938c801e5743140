"""What inspection gives to the apps around it: lines of the desk, next steps, panels, answers to who checks a paper,
replays and rehearsals of scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.reach import manages
from accounts.roles import Role
from core.actor import Actor
from core.registry import (
    DOOR_ACTS,
    INBOX,
    LADDER_HANDLERS,
    NEXT_STEPS,
    PANELS,
    RECOMPUTERS,
    REHEARSERS,
    VERIFIERS,
    DoorAct,
    NextStep,
    Panel,
    Recomputer,
)
from core.words import chinese_day
from inspection.assessing.inbox import assessments_inbox
from inspection.assessing.panel import score_lists, scores_panel
from inspection.assessing.policy import ASSESSMENTS
from inspection.assessing.proof_uses import uses_as_proof
from inspection.assessing.rehearsing import rehearse_scores
from inspection.assessing.replay import replay_assessments
from inspection.assessing.verification import verified_assessment
from inspection.laddering import pages as ladder
from inspection.laddering.board import next_days, steps_over
from inspection.laddering.inbox import consequences_inbox
from inspection.laddering.next_steps import ladder_step
from inspection.laddering.services import settle_notice_dates
from inspection.laddering.services.ordering import RECTIFY
from inspection.models import AssessmentState, Rectification, Visit
from inspection.rectifying.inbox import orders_inbox
from inspection.rectifying.next_steps import step_of
from inspection.rectifying.policy import ORDERS
from inspection.rectifying.replay import replay_orders
from inspection.rectifying.selectors import orders_about, standing_on
from inspection.rectifying.services import settle_order_dates
from inspection.rectifying.states import TAGS, RectificationState
from inspection.rectifying.verification import verified_order
from inspection.reporting.inbox import reports_inbox
from inspection.reporting.panel import (
    file_lists,
    file_panel,
    public_lists,
    public_panel,
    report_step,
)
from inspection.reporting.panel import pictures_of as reported_pictures
from inspection.reporting.policy import REPORTS
from inspection.reporting.selectors import reported_sites, verified_doors
from inspection.reporting.selectors import standing_on as open_reports
from inspection.reporting.services import settle_report_dates
from inspection.reviewing.inbox import reviews_inbox
from inspection.reviewing.replay import replay_reviews
from inspection.reviewing.site_file import review_lists, review_panel, review_step
from inspection.spot_checks.replay import replay_draws
from inspection.spot_checks.selectors import new_sites, ordered_sites, overrated_sites, unseen_sites
from inspection.spot_checks.weights import STRATA, Stratum
from inspection.visiting.closed_doors import closed_visits
from inspection.visiting.inbox import visits_inbox
from inspection.visiting.policy import VISITS
from inspection.visiting.selectors import visits_about
from inspection.watching.handing import NEXT, PREVIEWS, Preview
from inspection.watching.inbox import findings_inbox
from inspection.watching.site_file import finding_lists, findings_panel, stale_line, stale_lists
from rulebook.choices import LadderAction
from rulebook.provisional import doubt
from rulebook.services.calendars import SETTLERS
from sites.fact_values import PROVIDERS
from sites.models import ServiceSite
from sites.pictures.uses import USES
from sites.selectors.announced import VERIFIED
from sites.services.erasing import KEPT_ABOVE
from sites.services.following import HOLDS
from sites.vocabulary import IN_USE, SiteState

#: Orders and visits at first sight on the file of a site.
MOST_SHOWN = 5


#: Whose site it is: they assess it themselves, and who stands above looks first at what waits for him.
OWN = (Role.KEEPER, Role.STREET, Role.DISTRICT)


def has_standing_order(site: ServiceSite) -> bool:
    return standing_on(site).exists()


def order_step(row: Any, now: datetime) -> NextStep | None:
    """The next step of an order, and of a site that is being rectified; other rows are not ours."""
    if isinstance(row, Rectification):
        return step_of(row, now)
    if isinstance(row, ServiceSite) and row.state == SiteState.RECTIFYING:
        order = standing_on(row).first()
        return step_of(order, now) if order else None
    return None


def site_lists(actor: Actor, site: Any, now: datetime) -> list[tuple[QuerySet[Any], int]]:
    if not site.code:
        return [(Rectification.objects.none(), 1), (Visit.objects.none(), 1)]
    return [(orders_about(actor, site), MOST_SHOWN), (visits_about(actor, site), MOST_SHOWN)]


def site_panel(
    actor: Actor, site: Any, now: datetime, orders: list[Rectification], visits: list[Visit]
) -> Mapping[str, Any] | None:
    """Orders and visits on the file of a site, with the way to new ones for who may."""
    if not site.code:
        return None
    is_in_use = site.state in IN_USE
    may_visit = is_in_use and VISITS.decide(actor, "visit", site)
    may_order = is_in_use and ORDERS.decide(actor, "order", Rectification(site=site))
    return {
        "orders": [(each, TAGS.get(RectificationState(each.state), "plain")) for each in orders],
        "visits": visits,
        "new_visit": f"{reverse('visit-new')}?site={site.code}" if may_visit else "",
        "new_order": f"{reverse('rectification-new')}?site={site.code}" if may_order else "",
    }


def acts_at_door(actor: Actor, site: Any, now: datetime) -> Iterable[DoorAct]:
    """Self-inspection, a visit, and an order that is being mended, for who may do it here."""
    if site.state not in IN_USE:
        return
    if ASSESSMENTS.decide(actor, "open", site):
        own = f"{reverse('assessment-new')}?site={site.code}"
        yield DoorAct(
            "开始或继续自评", own, "年度自查,可以中途保存", 10 if manages(actor, site.place, OWN) else 60
        )
    if VISITS.decide(actor, "visit", site):
        yield DoorAct("登记暗访", f"{reverse('visit-new')}?site={site.code}", "现场看到的情况", 15)
    for report in open_reports(site):
        if REPORTS.decide(actor, "reply", report) or REPORTS.decide(actor, "confirm", report):
            yield DoorAct(str(report), reverse("report", args=[report.pk]), report.state_label, 4)
    order = standing_on(site).first()
    if order is not None:
        own = reverse("rectification", args=[order.number])
        yield DoorAct(
            "查看整改通知",
            own,
            f"应于{chinese_day(order.due_on)}前整改{doubt(order.due_on, provisional=order.due_is_provisional)}",
            5,
        )


def pictures_of(site: ServiceSite) -> Q:
    """Pictures that visits, orders and assessments of a site keep."""
    seen = Q(inspection_photos__visit__site=site) | Q(inspection_photos__item__order__site=site)
    return seen | Q(score_proofs__assessment__site=site)


def order_foot(actor: Actor, row: Any, now: datetime) -> Mapping[str, Any] | None:
    """Below the points that the office has seen: the way to an order that rests on them, for who may give one."""
    is_seen = row.state not in (AssessmentState.OWN, AssessmentState.VOID)
    if not is_seen or row.site.state not in IN_USE:
        return None
    if not ORDERS.decide(actor, "order", Rectification(site=row.site)):
        return None
    return {"url": f"{reverse('rectification-new')}?site={row.site.code}&assessment={row.number}"}


DOOR_ACTS.register("inspection", acts_at_door)
HOLDS.register("inspection.rectifications", has_standing_order)
KEPT_ABOVE.register("inspection", pictures_of)
KEPT_ABOVE.register("inspection.reports", reported_pictures)
INBOX.register("inspection.assessments", assessments_inbox)
INBOX.register("inspection.rectifications", orders_inbox)
INBOX.register("inspection.reports", reports_inbox)
INBOX.register("inspection.visits", visits_inbox)
INBOX.register("inspection.reviews", reviews_inbox)
INBOX.register("inspection.consequences", consequences_inbox)
NEXT_STEPS.register("inspection.ladder", ladder_step)
INBOX.register("inspection.findings", findings_inbox)
NEXT_STEPS.register("inspection.reviews", review_step)
NEXT_STEPS.register("inspection.rectifications", order_step)
NEXT_STEPS.register("inspection.reports", report_step)
SETTLERS.register("inspection.reports", settle_report_dates)
SETTLERS.register("inspection.rectifications", settle_order_dates)
RECOMPUTERS.register("assessments", Recomputer("评估得分", replay_assessments))
RECOMPUTERS.register("yearly reviews", Recomputer("年度复核", replay_reviews))
RECOMPUTERS.register("draws", Recomputer("抽查名单", replay_draws))
RECOMPUTERS.register("rectifications", Recomputer("整改期限", replay_orders))
REHEARSERS.register("assessments", rehearse_scores)
VERIFIERS.register("inspection.assessments", verified_assessment)
VERIFIERS.register("inspection.rectifications", verified_order)
PANELS.register("inspection.order", Panel("assessment-foot", 20, "inspection/_order_foot.html", order_foot))
PANELS.register(
    "inspection.findings",
    Panel("site-file", 5, "inspection/_findings_panel.html", findings_panel, finding_lists),
)
PANELS.register(
    "inspection.review", Panel("site-file", 14, "inspection/_review_panel.html", review_panel, review_lists)
)
PANELS.register(
    "inspection.scores", Panel("site-file", 15, "inspection/_scores_panel.html", scores_panel, score_lists)
)
PANELS.register(
    "inspection.site", Panel("site-file", 20, "inspection/_site_panel.html", site_panel, site_lists)
)
PANELS.register(
    "inspection.reports",
    Panel("site-file", 21, "inspection/reports/_site_panel.html", file_panel, file_lists),
)
PANELS.register(
    "inspection.stale", Panel("site-page", 1, "inspection/_stale_line.html", stale_line, stale_lists)
)
PANELS.register(
    "inspection.public_reports",
    Panel("site-page", 20, "inspection/reports/_public_panel.html", public_panel, public_lists),
)
PROVIDERS.register("inspection.visits", closed_visits)
VERIFIED.register("inspection.reports", verified_doors)
USES.register("inspection.assessments", uses_as_proof)
STRATA.register("new", Stratum("一年内备案", 2, new_sites))
STRATA.register("unseen", Stratum("一年以上无人到访检查", 3, unseen_sites))
STRATA.register("gap", Stratum("两年内自评与复核相差 10 分以上", 2, overrated_sites))
STRATA.register("ordered", Stratum("两年内下达过整改通知", 2, ordered_sites))
STRATA.register("reported", Stratum("两年内群众反映经核实属实", 3, reported_sites))
LADDER_HANDLERS.register(LadderAction.RECTIFY.value, RECTIFY)
SETTLERS.register("inspection.ladder", settle_notice_dates)
PANELS.register(
    "inspection.ladder",
    Panel("site-file", 12, "inspection/_ladder_panel.html", ladder.site_panel, ladder.site_lists),
)
PREVIEWS.register("inspection.ladder", Preview(steps_over, ladder.preview_url))
NEXT.register("inspection.ladder", next_days)
