"""What pages, services and the nightly check read about reports."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncDate

from accounts.reach import covered, holds, managed
from accounts.roles import Role
from core.actor import Actor
from core.clock import LEGAL_ZONE, start_of
from core.words import chinese_day
from inspection.models import OF_SITES_IN_USE, DoorFound, PublicReport, ReportEntry, Visit
from inspection.reporting.policy import ANSWERERS, COLUMNS, REPORTS
from inspection.reporting.states import HOW_LIFTED, OPEN, SHORT, ReportState, Wrong
from sites.announced import Verified
from sites.codes import is_same_token
from sites.models import Attachment, OperatingNotice, ServiceSite, SiteVersion
from sites.vocabulary import NoticeKind

RELATED = ("site", "site__district", "site__managing_union", "pack")
_UNREAD = ("site__search", "site__public_search", "site__managing_union__search")

RECENT = timedelta(days=30)
#: A confirmed report counts so long for draws.
TWO_YEARS = timedelta(days=730)
#: Found true, such a report says that nobody gets in.
AT_THE_DOOR = (Wrong.LOCKED, Wrong.GONE)
#: Notices of an office that say how the door is now.
ANSWERING = (NoticeKind.CLOSURE, NoticeKind.REOPENING, NoticeKind.HOURS)
#: Longer texts are no numbers of ours.
MOST_TYPED = 40


def report_within(actor: Actor, key: int) -> PublicReport | None:
    """One within reach; ``is_mended`` as ``confirmed_lately`` tells it."""
    rows = REPORTS.visible_to(actor).select_related(*RELATED).defer(*_UNREAD)
    return rows.filter(pk=key).annotate(is_mended=_mended()).first()


def reports_within(
    actor: Actor, *, words: str = "", state: str = "", site_type: str = "", district: str = ""
) -> QuerySet[PublicReport]:
    """Reports within reach, the latest first; found by the name of the site or by any of their numbers."""
    exact = {"state": state, "site__site_type": site_type, "site__district_id": district}
    rows = REPORTS.visible_to(actor).filter(**{name: value for name, value in exact.items() if value})
    if words:
        numbered = ReportEntry.objects.filter(report=OuterRef("pk"), number__iexact=words)
        rows = rows.filter(Q(site__name__icontains=words) | Exists(numbered))
    return as_lines(rows).order_by("-received_at", "-id")


def as_lines(rows: QuerySet[PublicReport]) -> QuerySet[PublicReport]:
    """With what one line shows."""
    counted = rows.annotate(entry_count=Count("entries"))
    return counted.select_related("site", "site__district", "site__managing_union").defer(*_UNREAD)


def reports_about(actor: Actor, site: ServiceSite) -> QuerySet[PublicReport]:
    return REPORTS.visible_to(actor).filter(site=site).order_by("-received_at", "-id")


def standing_on(site: ServiceSite) -> QuerySet[PublicReport]:
    return PublicReport.objects.filter(site=site, state__in=OPEN).order_by("pk")


def entries_of(report: PublicReport, most: int) -> list[ReportEntry]:
    """The latest first."""
    return list(report.entries.select_related("picture").order_by("-id")[:most])


def entry_of_report(report: PublicReport, key: int) -> ReportEntry | None:
    """One that has a picture still."""
    rows = report.entries.select_related("picture").filter(picture__isnull=False, picture__erased_at=None)
    return rows.filter(pk=key).first()


def followed(number: str, token: str) -> ReportEntry | None:
    """Who holds the number and its token, and nobody else, learns of it."""
    related = ("report__site__managing_union", "report__pack", "picture")
    found = ReportEntry.objects.select_related(*related).filter(number=number[:MOST_TYPED]).first()
    return found if found is not None and is_same_token(token[:MOST_TYPED], found.token) else None


def picture_of_entry(entry: ReportEntry) -> Attachment | None:
    """What may be shown: looked at by a person, and not erased."""
    picture = entry.picture
    return picture if picture is not None and picture.erased_at is None and entry.seen_at else None


def pictures_with(report: PublicReport, keys: Sequence[UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(pk__in=keys, report_entries__report=report)


def confirmed_lately(site: ServiceSite, now: datetime) -> QuerySet[PublicReport]:
    """What the page of the site tells; ``is_mended``: an office knows it put right."""
    rows = PublicReport.objects.filter(site=site, state=ReportState.CONFIRMED, answered_at__gte=now - RECENT)
    return rows.annotate(is_mended=_mended()).order_by("-answered_at", "-pk")


def is_put_right(report: PublicReport) -> bool:
    """The same of one report, for whoever told of it."""
    return PublicReport.objects.filter(_mended(), pk=report.pk, state=ReportState.CONFIRMED).exists()


def _mended() -> Combinable:
    """The union that answers said so, confirmed the whole file since, or somebody it sent found the door as announced.

    Never the keeper whose door it was. A visit of the same day may have been before the door was found shut.
    """
    told = OperatingNotice.objects.filter(
        site=OuterRef("site"),
        published_at__gt=OuterRef("answered_at"),
        kind=NoticeKind.CONFIRMATION,
        reason="",
        published_as__in=ANSWERERS,
    )
    answered_on = TruncDate(ExpressionWrapper(OuterRef("answered_at"), DateTimeField()), tzinfo=LEGAL_ZONE)
    visits = Visit.objects.filter(
        site=OuterRef("site"),
        kind__in=OF_SITES_IN_USE,
        door=DoorFound.AS_ANNOUNCED,
        held_on__gt=answered_on,
    )
    seen = Q(kind__in=AT_THE_DOOR) & (Q(Exists(told)) | Q(Exists(visits)))
    return ExpressionWrapper(Q(mended_at__isnull=False) | seen, BooleanField())


def verified_doors(sites: Collection[int]) -> dict[int, Verified]:
    """What was found true of doors, by site, until something is told that answers it; the last one where there are two.

    A closure, other hours or a reopening that an office tells answers it, and so does a decided change. What the keeper
    of the door tells stands on the page while it holds, and answers nothing: his closure would be over one day, or
    taken back a minute later, and nobody would have looked.
    """
    rows = PublicReport.objects.filter(
        site__in=list(sites), kind__in=AT_THE_DOOR, state=ReportState.CONFIRMED
    ).exclude(_mended())
    since = {"site": OuterRef("site"), "published_at__gt": OuterRef("answered_at")}
    told = OperatingNotice.objects.filter(kind__in=ANSWERING, published_as__in=ANSWERERS, **since)
    decided = SiteVersion.objects.filter(
        site=OuterRef("site"), decided_at__gt=OuterRef("answered_at"), origin=None
    )
    rows = rows.filter(~Exists(told), ~Exists(decided)).order_by("answered_at", "pk")
    return {row.site_id: _verified(row) for row in rows}


def _verified(report: PublicReport) -> Verified:
    day = f"({chinese_day(report.answered_at.astimezone(LEGAL_ZONE).date())})" if report.answered_at else ""
    return Verified(f"已核实:{SHORT[Wrong(report.kind)]}{day}", report.answer, HOW_LIFTED, ANSWERERS)


def unanswered(on: date) -> QuerySet[PublicReport]:
    """Whose day is over: the same as ``deadlines.is_late``, asked of the database. A site that is gone owes nothing."""
    return PublicReport.objects.filter(state__in=OPEN, due_on__lt=on, due_is_provisional=False)


def reported_sites(sites: frozenset[int], on: date) -> frozenset[int]:
    """Something that the public reported was found true within two years."""
    rows = PublicReport.objects.filter(state=ReportState.CONFIRMED, received_on__gt=on - TWO_YEARS)
    return sites.intersection(rows.values_list("site_id", flat=True))


def to_explain(actor: Actor) -> QuerySet[PublicReport]:
    """What waits for the one who keeps the site."""
    rows = PublicReport.objects.filter(managed(actor, COLUMNS, [Role.KEEPER]), state=ReportState.RECEIVED)
    return rows.order_by("due_on", "pk")


def to_answer(actor: Actor) -> QuerySet[PublicReport]:
    """What waits for the district of the branch; where nobody answers in time, for the city as well (its lines say so)."""
    if not holds(actor, *ANSWERERS):
        return PublicReport.objects.none()
    rows = PublicReport.objects.filter(managed(actor, COLUMNS, [Role.DISTRICT]), state__in=OPEN)
    return rows.order_by("due_on", "pk")


def late_for_city(actor: Actor, today: date) -> QuerySet[PublicReport]:
    """Nobody answered in time: the city learns of it."""
    rows = unanswered(today).filter(managed(actor, COLUMNS, [Role.CITY]))
    return rows.order_by("due_on", "pk")


def answered_lately(actor: Actor, today: date) -> QuerySet[PublicReport]:
    rows = PublicReport.objects.filter(covered(actor, COLUMNS), answered_at__gte=start_of(today) - RECENT)
    return rows.order_by("-answered_at", "-pk")
