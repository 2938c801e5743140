"""Sites begin their assessments: all at once when the notice goes out, later ones by themselves while it runs."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Union
from accounts.reach import branch_key
from core.actor import SYSTEM, Actor
from core.many import insert_many
from core.workflow import TransitionRefused
from inspection.assessing.services import open_assessments
from inspection.models import Assessment, ReviewEntry, YearlyReview
from inspection.reviewing.selectors import clashing_with, measures_for, sites_to_join
from inspection.reviewing.transitions import REVIEW
from rulebook.rubric import Purpose
from sites.fact_values import Cycle
from sites.models import ServiceSite, SiteVersion


def publish_review(key: int, *, actor: Actor, now: datetime, seen: int | None = None) -> int:
    """The notice goes out; gives how many sites began. The number of statements does not grow with them.

    Raises ``TransitionRefused`` while another review of the issuer runs over one of its types, when a deadline is
    over already, and when no site could begin.
    """
    with REVIEW.step(key, "publish", actor=actor, now=now, seen=seen, published_at=now) as step:
        row = step.row
        # Two drafts over the same types, published at the same moment, follow one another here.
        Union.objects.select_for_update(no_key=True).get(pk=row.issuer_id)
        _refuse_clash(row)
        if row.own_due_on < now.date():
            raise TransitionRefused("自查截止日期已过,请先修改日期再公布。")
        count = len(_enrol(row, actor=actor, now=now))
        if not count:
            raise TransitionRefused(
                "没有可以参加复核的阵地:所选类型没有在用阵地,或者没有评分表。请核对阵地类型和管理办法。"
            )
        step.details["sites"] = count
    return count


def enrol_new_sites(key: int, *, now: datetime) -> int:
    """What came into use since: gives how many joined. A second run finds none and leaves no trace."""
    review = YearlyReview.objects.select_related("issuer").get(pk=key)
    found, _ = measures_for(review, now.date())
    if not sites_to_join(review).filter(site_type__in=list(found)).exists():
        return 0
    try:
        with REVIEW.step(key, "enrol", actor=SYSTEM, now=now) as step:
            count = len(_enrol(step.row, actor=SYSTEM, now=now))
            step.details["sites"] = count
    except TransitionRefused:  # the officers ended this stage meanwhile
        return 0
    return count


def _refuse_clash(row: YearlyReview) -> None:
    other = clashing_with(row)
    if other is not None:
        raise TransitionRefused(
            f"《{other.title}》正在进行,包含相同的阵地类型。请等它通报以后再公布,或者修改阵地类型。"
        )


def _enrol(review: YearlyReview, *, actor: Actor, now: datetime) -> list[ReviewEntry]:
    """The sites are locked, so that nobody opens an assessment of his own beside this one."""
    found, _ = measures_for(review, now.date())
    sites = _locked(review, list(found))
    cycle = Cycle(review.cycle_first, review.cycle_last)
    opened: list[Assessment] = []
    for measure in {each.pk: each for each in found.values()}.values():
        versions = [_version(site) for site in sites if found[site.site_type].pk == measure.pk]
        if versions:
            opened += open_assessments(
                versions,
                Purpose.YEARLY,
                cycle,
                measure,
                actor=actor,
                now=now,
                due_on=review.own_due_on,
            )
    above = review.issuer.path or ""
    entries = [
        ReviewEntry(
            review=review,
            site=row.site,
            assessment=row,
            branch_id=branch_key(row.site.union_path, above),
            joined_at=now,
        )
        for row in opened
    ]
    insert_many(entries)
    return entries


def _locked(review: YearlyReview, types: list[str]) -> list[ServiceSite]:
    keys = list(
        sites_to_join(review)
        .filter(site_type__in=types)
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", flat=True)
    )
    # Read again under the lock: whoever held it may have closed a site or opened an assessment.
    still = sites_to_join(review).filter(pk__in=keys).select_related("version")
    return list(still.defer("search", "public_search").order_by("pk"))


def _version(site: ServiceSite) -> SiteVersion:
    version = site.version
    if version is None:
        raise LookupError(f"site {site.pk} is in use without a version")
    version.site = site
    return version
