"""Which notices hang out or did, until when, and what do they say?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from core.actor import Actor
from demonstration.models import (
    Publicity,
    PublicityEntry,
    PublicityState,
    Round,
)
from demonstration.publicity.policy import PUBLICITIES
from demonstration.publicity.told import Terms, Told, told


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


def what_is_unpublished(round: Round, action: str) -> list[str]:
    """Before names are given the notice has hung out to its end. Held entries are named later, one by one."""
    if action != "name":
        return []
    row = latest_of(round)
    if row is None or row.state != PublicityState.ENDED:
        return ["公示还没有期满,请在公示期满后再作出命名决定。"]
    return []
