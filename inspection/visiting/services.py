"""A visit to a site in use is written down once; its pictures follow, and whoever decides is told of what was found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from accounts.roles import Role
from accounts.selectors import people_with_role
from core.actor import Actor
from core.audit import record
from core.outbox import owe
from core.workflow import TransitionRefused, attempt
from inspection.models import InspectionPhoto, Verdict, Visit, VisitKind
from inspection.rectifying.services.photos import keep_proof, wipe_pictures
from inspection.visiting.policy import VISITS
from inspection.visiting.selectors import has_hours, was_due_open
from inspection.visiting.sightings import CLOSED, Sighting, door_problem, problems_of
from sites.models import Attachment, ServiceSite
from sites.vocabulary import IN_USE


class BadSighting(Exception):
    """The visit cannot be recorded as typed; ``problems`` by field."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


def require_visiting(site: ServiceSite, *, actor: Actor, now: datetime) -> None:
    """Before a form is judged: may the person look at this site at all? Raises ``NotAllowed``, recorded."""
    with attempt(actor, "inspection.visit", site, now=now, label="登记暗访"):
        VISITS.require(actor, "visit", site)


def record_unannounced(site_id: int, seen: Sighting, *, actor: Actor, now: datetime) -> Visit:
    """A visit that nobody was told of. Raises ``BadSighting``, ``NotAllowed``, ``TransitionRefused``."""
    site = ServiceSite.objects.select_related("version", "managing_union").get(pk=site_id)
    with attempt(actor, "inspection.visit", site, now=now, label="登记暗访"):
        require_visiting(site, actor=actor, now=now)
        return write_sighting(site, VisitKind.UNANNOUNCED, seen, actor=actor, now=now)


def write_sighting(
    site: ServiceSite, kind: VisitKind, seen: Sighting, *, actor: Actor, now: datetime
) -> Visit:
    """The record itself, in the transaction of whoever may write it."""
    if site.state not in IN_USE:
        raise TransitionRefused("只有正在使用的阵地才登记查访。请刷新页面查看当前情况。")
    problems = problems_of(seen, now=now, in_use_since=site.filed_on)
    if seen.door == CLOSED and not problems:
        due_open = was_due_open(site, seen.moment)
        problem = door_problem(seen, has_hours=has_hours(site, seen.moment), was_due_open=due_open)
        problems = {"door": problem} if problem else {}
    if problems:
        raise BadSighting(problems)
    visit = Visit.objects.create(
        site=site,
        kind=kind,
        held_on=seen.held_on,
        held_at=seen.held_at,
        inspectors=list(seen.inspectors),
        organisation=seen.organisation,
        met_on_site=seen.met_on_site,
        door=seen.door,
        verdict=seen.verdict,
        findings=seen.findings,
        recorded_by=actor.name,
        recorded_at=now,
    )
    told = {"开放情况": ("", visit.get_door_display()), "结论": ("", visit.outcome)}
    label = f"登记{visit.get_kind_display()}"
    record(actor, "inspection.visit", visit, now=now, label=label, note=seen.findings, changes=told)
    if visit.verdict == Verdict.FIX:
        _tell_deciders(visit, actor, now)
    return visit


def _tell_deciders(visit: Visit, actor: Actor, now: datetime) -> None:
    """The managing branch decides whether an order follows."""
    site = visit.site
    people = people_with_role(site.union_path, Role.DISTRICT, site_types=[site.site_type], on=now.date())
    for person in people:
        if person.pk != actor.id:
            owe(
                person.pk,
                f"{site}:{visit.get_kind_display()}发现问题,请决定是否下达整改通知",
                key=f"visit:{visit.pk}:{person.pk}",
                now=now,
                url=reverse("visit", args=[visit.pk]),
                address=person.email,
                urgent=True,
            )


def photograph(visit_id: int, data: bytes, *, actor: Actor, now: datetime) -> InspectionPhoto:
    """Add a picture to a visit. Raises ``BadPicture``, ``NotStored``, ``TransitionRefused``."""
    visit = Visit.objects.select_related("site", "site__managing_union", "drawn").get(pk=visit_id)
    with attempt(actor, "inspection.photograph", visit, now=now, label="上传查访照片"):
        VISITS.require(actor, "photograph", visit)
        Visit.objects.select_for_update().get(pk=visit_id)
        photo = keep_proof(visit.site, data, actor=actor, now=now, visit=visit)
        told = {"照片": ("", "添加 1 张")}
        record(actor, "inspection.photograph", visit, now=now, label="上传查访照片", changes=told)
    return photo


def erase_sighting(visit_id: int, key: UUID, *, actor: Actor, now: datetime) -> None:
    """Drop the files of a picture that shows persons; the row keeps its digest."""
    visit = Visit.objects.select_related("site", "drawn").get(pk=visit_id)
    with attempt(actor, "inspection.erase_picture", visit, now=now, label="删除照片"):
        VISITS.require(actor, "erase_picture", visit)
        pictures = Attachment.objects.filter(inspection_photos__visit=visit)
        wipe_pictures(pictures, key, visit, actor, now)
