"""What do pages and services read of notices and objections? Never writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from core.actor import Actor
from demonstration.models import (
    OPEN_OBJECTIONS,
    Nomination,
    NominationState,
    Objection,
    Publicity,
    PublicityChannel,
    PublicityEntry,
    PublicityState,
    Round,
)
from demonstration.publicity.policy import OBJECTIONS, PUBLICITIES
from demonstration.publicity.proof import Faults, Look, faults_in
from demonstration.publicity.told import Terms, Told, told

RESERVE = "备选"


def listed(round: Round) -> list[Nomination]:
    """Who stands on the list: the named by type, grade and place, then the reserve."""
    rows = round.nominations.filter(state__in=[NominationState.SELECTED, NominationState.RESERVE])
    order = {code: place for place, code in enumerate(round.site_types)}
    return sorted(
        rows.select_related("site", "version", "branch", "grade"),
        key=lambda row: (
            row.state == NominationState.RESERVE,
            order.get(row.site_type, len(order)),
            row.grade.position if row.grade else 0,
            row.final_place or 0,
            row.pk,
        ),
    )


def public_notices() -> QuerySet[Publicity]:
    """Those that hang out or did, the latest first; replaced ones are found by their address only."""
    rows = Publicity.objects.exclude(state=PublicityState.REPLACED).select_related("round__issuer")
    return rows.defer("content", "body", "round__call", "round__list_text", "round__issuer__search")


def notice(key: int) -> Publicity | None:
    """With its entries, whoever asks: it is public."""
    rows = Publicity.objects.select_related("round__issuer", "round__pack", "replaced_by")
    rows = rows.prefetch_related(Prefetch("entries", PublicityEntry.objects.order_by("position")))
    return rows.filter(pk=key).first()


def latest_of(round: Round) -> Publicity | None:
    """The notice that counts: a replaced one never is. Its round is this row, with its pack."""
    rows = Publicity.objects.filter(round=round).exclude(state=PublicityState.REPLACED)
    found = rows.select_related("round__pack").prefetch_related("entries").first()
    if found is not None:
        round.pack, found.round = found.round.pack, round
    return found


def notices_of(round: Round) -> list[Publicity]:
    """All of a round, the latest first."""
    return list(Publicity.objects.filter(round=round).defer("content", "body"))


def notice_within(actor: Actor, round: Round, number: str) -> Publicity | None:
    rows = PUBLICITIES.visible_to(actor).filter(round=round, number=number)
    return rows.select_related("round__issuer", "round__pack").first()


def told_of(row: Publicity, entries: Iterable[PublicityEntry]) -> Told:
    """The notice from its rows, as the page shows it now."""
    rows = [(str(each.position), each.name, each.union, each.type_label, each.grade) for each in entries]
    return told(row.title, row.body, rows, terms_of(row))


def terms_of(row: Publicity) -> Terms:
    return Terms(
        posted_at=row.posted_at,
        days=row.days,
        counted=row.counted,
        counts_posting_day=row.counts_posting_day,
        ends_on=row.ends_on,
        is_provisional=row.is_provisional,
        is_extended=bool(row.extended_why),
        office=row.contact_office,
        phone=row.contact_phone,
        address=row.contact_address,
        issuer=row.round.issuer.name,
    )


def takes_objections(row: Publicity, now: datetime) -> bool:
    """Half open: until the moment of its end; a provisional one ends by nobody's clock."""
    return row.state == PublicityState.RUNNING and (row.is_provisional or now < row.ends_at)


def due_to_end(now: datetime) -> list[int]:
    rows = Publicity.objects.filter(state=PublicityState.RUNNING, is_provisional=False, ends_at__lte=now)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def unsettled_notices() -> list[int]:
    rows = Publicity.objects.filter(state=PublicityState.RUNNING, is_provisional=True)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def running_notices() -> list[Publicity]:
    """Those whose page is looked at."""
    return list(Publicity.objects.filter(state=PublicityState.RUNNING).order_by("pk"))


def looks_at(row: Publicity) -> list[Look]:
    columns = row.checks.order_by("sequence").values_list(
        "sequence", "checked_at", "status", "digest", "is_up"
    )
    return [Look(*each) for each in columns]


def watched_until(row: Publicity, now: datetime) -> datetime:
    """Until when its page had to be up, as far as time has come."""
    later = None
    if row.state == PublicityState.REPLACED:
        later = Publicity.objects.filter(replaces=row).values_list("posted_at", flat=True).first()
    return min(now, row.ends_at if not row.is_provisional else now, later or now)


def faults_of(row: Publicity, now: datetime) -> Faults:
    """Six hours or more without a good look; looks that found other words."""
    return faults_in(looks_at(row), row.posted_at, watched_until(row, now))


def channels_of(row: Publicity) -> list[PublicityChannel]:
    return list(row.channels.select_related("picture"))


def channel_of(row: Publicity, key: int) -> PublicityChannel | None:
    return row.channels.select_related("picture").filter(pk=key).first()


def entry_of(row: Publicity, key: int) -> PublicityEntry | None:
    return row.entries.select_related("publicity__round__issuer", "nomination").filter(pk=key).first()


def objections_within(actor: Actor, round: Round | None = None) -> QuerySet[Objection]:
    """Behind no wall; the oldest first."""
    rows = OBJECTIONS.visible_to(actor).select_related("entry__publicity__round__issuer", "entry__nomination")
    rows = rows.defer(
        "entry__publicity__content",
        "entry__publicity__body",
        "entry__publicity__round__call",
        "entry__publicity__round__list_text",
        "entry__publicity__round__issuer__search",
    )
    if round is not None:
        rows = rows.filter(entry__publicity__round=round)
    return rows.order_by("received_at", "id")


def objection_within(actor: Actor, number: str) -> Objection | None:
    return objections_within(actor).filter(number=number).first()


def objection_numbered(number: str) -> Objection | None:
    """For the sender, who holds the token."""
    return Objection.objects.select_related("entry__publicity").filter(number=number).first()


def has_open_objection(nomination_id: int) -> bool:
    rows = Objection.objects.filter(entry__nomination=nomination_id, state__in=OPEN_OBJECTIONS)
    return rows.exists()


def objected_among(keys: Iterable[int]) -> set[int]:
    """Nominations of these against which an objection is open."""
    rows = Objection.objects.filter(entry__nomination__in=list(keys), state__in=OPEN_OBJECTIONS)
    return set(rows.order_by().values_list("entry__nomination_id", flat=True))


def held_nominations(round: Round) -> set[int]:
    """Keys of nominations that wait: an objection against them is not answered yet."""
    rows = Objection.objects.filter(entry__publicity__round=round, state__in=OPEN_OBJECTIONS)
    return set(rows.order_by().values_list("entry__nomination_id", flat=True))


def next_reserve(round: Round, site_type: str) -> Nomination | None:
    """The first of the reserve of a type against which nothing is open."""
    rows = round.nominations.filter(state=NominationState.RESERVE, site_type=site_type)
    found = list(rows.select_related("site", "version").order_by("final_place", "pk"))
    objected = objected_among(row.pk for row in found)
    return next((row for row in found if row.pk not in objected), None)


def vacancies(round: Round) -> list[tuple[Nomination, Nomination]]:
    """A free place and who may come up to it: the excluded one, and the first of the reserve of its type."""
    gone = Q(state=NominationState.EXCLUDED, grade__is_reserve=False)
    taken = dict(
        round.nominations.filter(state__in=[NominationState.SELECTED, NominationState.NAMED])
        .order_by()
        .values_list("grade")
        .annotate(count=Count("pk"))
    )
    found: dict[str, tuple[Nomination, Nomination]] = {}
    for row in (
        round.nominations.filter(gone).select_related("grade", "version").order_by("final_place", "pk")
    ):
        is_free = row.grade is not None and (
            row.grade.places is None or taken.get(row.grade_id, 0) < row.grade.places
        )
        reserve = next_reserve(round, row.site_type) if is_free and row.site_type not in found else None
        if reserve is not None:
            found[row.site_type] = (row, reserve)
    return list(found.values())


def what_is_unpublished(round: Round, action: str) -> list[str]:
    """Before names are given the notice has hung out to its end. Held entries are named later, one by one."""
    if action != "name":
        return []
    row = latest_of(round)
    if row is None or row.state != PublicityState.ENDED:
        return ["公示还没有期满,请在公示期满后再作出命名决定。"]
    return []
