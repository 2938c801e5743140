"""What pages and services read about orders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.reach import decides, holds, managed
from accounts.roles import Role
from core.actor import Actor
from core.canonical import digest
from core.clock import start_of
from inspection.models import Extension, InspectionPhoto, Rectification, RectificationItem
from inspection.rectifying.deadlines import SOON
from inspection.rectifying.policy import COLUMNS, MENDERS, ORDERERS, ORDERS
from inspection.rectifying.states import STANDING, RectificationState
from sites.codes import is_same_token
from sites.models import Attachment, ServiceSite
from sites.vocabulary import IN_USE

RELATED = ("site", "site__district", "site__managing_union", "pack", "visit", "ordered_by")
_UNREAD = ("site__search", "site__public_search", "site__managing_union__search")

RECENT = timedelta(days=30)
#: Longer texts are no numbers of ours.
MOST_TYPED = 40


@dataclass(frozen=True)
class OrderFilter:
    """What the list is narrowed to; empty means all."""

    words: str = ""
    state: str = ""
    site_type: str = ""
    district: str = ""


def order_within(actor: Actor, number: str) -> Rectification | None:
    """One order by its number, if within reach."""
    rows = ORDERS.visible_to(actor).select_related(*RELATED).defer(*_UNREAD)
    return rows.filter(number=number).first()


def orders_within(actor: Actor, by: OrderFilter) -> QuerySet[Rectification]:
    """Orders within reach, the latest first."""
    exact = {"state": by.state, "site__site_type": by.site_type, "site__district_id": by.district}
    rows = ORDERS.visible_to(actor).filter(**{name: value for name, value in exact.items() if value})
    if by.words:
        named = Q(site__name__icontains=by.words) | Q(site__code__iexact=by.words)
        rows = rows.filter(named | Q(site__filing_number__iexact=by.words) | Q(number__iexact=by.words))
    return as_lines(rows).order_by("-ordered_at", "-id")


def as_lines(rows: QuerySet[Rectification]) -> QuerySet[Rectification]:
    """With what one line shows; ``asks_longer``: whether a wish for more time waits for its answer."""
    wishes = Exists(Extension.objects.filter(order=OuterRef("pk"), verdict=""))
    counted = rows.annotate(item_count=Count("items"), asks_longer=wishes)
    return counted.select_related("site", "site__district", "site__managing_union").defer(*_UNREAD)


def standing_on(site: ServiceSite) -> QuerySet[Rectification]:
    """Orders that are not over, the most urgent first."""
    return Rectification.objects.filter(site=site, state__in=STANDING).order_by("due_on", "pk")


def orders_about(actor: Actor, site: ServiceSite) -> QuerySet[Rectification]:
    """All orders of one site within reach, the latest first."""
    return ORDERS.visible_to(actor).filter(site=site).order_by("-ordered_at", "-id")


def items_of(order: Rectification) -> list[RectificationItem]:
    """In their order, with those pictures that were not erased."""
    rows = order.items.select_related("answered_by").prefetch_related("photos__attachment")
    return list(rows)


def live_photos(item: RectificationItem) -> list[InspectionPhoto]:
    return [photo for photo in item.photos.all() if photo.attachment.erased_at is None]


def open_extension(order: Rectification) -> Extension | None:
    return order.extensions.filter(verdict="").select_related("asked_by").first()


def picture_of_order(order: Rectification, key: UUID) -> Attachment | None:
    rows = Attachment.objects.filter(pk=key, erased_at=None, inspection_photos__item__order=order)
    return rows.first()


def sites_to_order(actor: Actor, words: str) -> QuerySet[ServiceSite]:
    """Sites in use of the own branch for which the person may order, by name."""
    reach = managed(_decider(actor), _of_sites(), ORDERERS)
    rows = ServiceSite.objects.filter(reach, state__in=IN_USE)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(code__iexact=words))
    return rows.select_related("district").order_by("name", "id")


def _of_sites() -> Any:
    return type(COLUMNS)()


def _decider(actor: Actor) -> Actor:
    """The actor with nothing but the grants that decide."""
    granted = tuple(grant for grant in actor.grants if grant.can_decide)
    return Actor(actor.id, actor.name, actor.office, actor.path, granted, actor.is_system)


def ordering_role(actor: Actor, site: ServiceSite) -> str:
    """As what the person orders for this site: the city where he may, else the district; empty for neither."""
    asked = ((role, decides(role)) for role in (Role.CITY, Role.DISTRICT))
    return next((str(role) for role, rule in asked if rule(actor, site)), "")


def to_mend(actor: Actor) -> QuerySet[Rectification]:
    """What waits for this person as the one who keeps the site."""
    if not holds(actor, *MENDERS):
        return Rectification.objects.none()
    mine = managed(actor, COLUMNS, [Role.KEEPER])
    rows = Rectification.objects.filter(mine, state=RectificationState.MENDING)
    return rows.order_by("due_on", "pk")


def to_look_at(actor: Actor) -> QuerySet[Rectification]:
    """Handed in, or with a wish for more time, and this person answers it.

    Nobody looks again at what he answered for the site; where somebody of the district did, the city is asked as well.
    """
    if not holds(actor, *ORDERERS):
        return Rectification.objects.none()
    waits = Q(state=RectificationState.RECHECK)
    waits |= Q(state=RectificationState.MENDING, extensions__verdict="", extensions__isnull=False)
    waits |= Q(state=RectificationState.MENDING, lapsed_at__isnull=False)
    answered = Rectification.objects.filter(items__answered_by__role_grants__role=Role.DISTRICT).values("pk")
    alone = Q(ordered_as=Role.DISTRICT, state=RectificationState.RECHECK, pk__in=answered)
    district = Q(ordered_as=Role.DISTRICT) & managed(actor, COLUMNS, [Role.DISTRICT])
    city = (Q(ordered_as=Role.CITY) | alone) & managed(actor, COLUMNS, [Role.CITY])
    reported = Q(state=RectificationState.UNMET) & managed(actor, COLUMNS, [Role.CITY])
    found = Rectification.objects.filter((waits & (district | city)) | reported).values("pk")
    own = Rectification.objects.filter(state=RectificationState.RECHECK, items__answered_by=actor.key)
    rows = Rectification.objects.filter(pk__in=found).exclude(pk__in=own.values("pk"))
    return rows.order_by("due_on", "pk")


def ended_lately(actor: Actor, today: date) -> QuerySet[Rectification]:
    rows = ORDERS.visible_to(actor).filter(ended_at__gte=start_of(today) - RECENT)
    return rows.order_by("-ended_at", "-pk")


def sent_orders() -> Iterator[Rectification]:
    """Every order, in the order of their giving."""
    rows = Rectification.objects.select_related("site", "pack").prefetch_related("items")
    return rows.order_by("pk").iterator(chunk_size=500)


def sent_digest(order: Rectification) -> str:
    """SHA-256 over what was sent; the letter carries it."""
    return digest(
        {
            "number": order.number,
            "site": order.site.code,
            "grounds": order.grounds,
            "items": [[item.problem, item.remedy] for item in order.items.all()],
            "due": order.first_due_on.isoformat(),
            "office": order.office,
        }
    )


def due_soon(actor: Actor, today: date) -> QuerySet[Rectification]:
    """Orders within reach that the site must have mended within days; whoever mends them has them on his desk already."""
    until = today + timedelta(days=SOON)
    rows = ORDERS.visible_to(actor).filter(
        state=RectificationState.MENDING, lapsed_at=None, due_on__lte=until
    )
    return rows.exclude(pk__in=to_mend(actor).values("pk")).order_by("due_on", "pk")


def order_of_paper(number: str, token: str) -> Rectification | None:
    """Who holds the number and its token, and nobody else, learns of it."""
    rows = Rectification.objects.select_related("pack", "site")
    found = rows.filter(number=number[:MOST_TYPED]).first()
    return found if found is not None and is_same_token(token[:MOST_TYPED], found.verify_token) else None
