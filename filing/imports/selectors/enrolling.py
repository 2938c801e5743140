"""What is decided when a list of existing sites is signed: how many of which kind, which stay hidden, who has to sign?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.reach import managed
from accounts.roles import Role
from accounts.selectors import people_who_decide, people_with_role
from core.actor import Actor
from core.clock import LEGAL_ZONE
from filing.imports.policy import COLUMNS
from filing.imports.selectors.measures import Measures
from filing.models import Filing
from filing.models.enrolment import Enrolment
from filing.models.imports import ImportBatch, ImportedSite, ImportMode, ImportState
from filing.states import Route
from sites.listing import Unlisted
from sites.summary import label_of
from sites.types import site_type
from sites.vocabulary import IN_USE, SiteState

#: The list was in the register once: its decision has a number that anybody can check.
DECIDED = (ImportState.DONE, ImportState.UNDONE)

#: How the number of a decision begins; the rest is the batch.
PREFIX = "RC"

#: More warnings than these no one reads at once.
MOST_WARNED = 50


@dataclass(frozen=True)
class Counted:
    """One line of the preview."""

    type_label: str
    district: str
    union: str
    number: int
    hidden: int


def counts_of_existing(batch: ImportBatch) -> list[Counted]:
    """Type, district and union of the sites, how many, and how many of them the finder will not show."""
    rows = batch.sites.values_list("site_type", "district__name", "union__name")
    found = rows.annotate(number=Count("pk"), hidden=Count("pk", filter=~Q(unlisted=""))).order_by(
        "site_type", "district", "union__path"
    )
    return [Counted(site_type(kind).label, *rest) for kind, *rest in found]


def reasons_hidden(batch: ImportBatch) -> list[tuple[str, int]]:
    """Why sites will not be shown, in words, and how many of each."""
    rows = batch.sites.exclude(unlisted="").order_by().values_list("unlisted").annotate(number=Count("pk"))
    found = dict(rows)
    return [(str(each.label), found[each.value]) for each in Unlisted if each.value in found]


def entering_closed(batch: ImportBatch) -> int:
    """How many sites enter the register closed, as the list says."""
    return batch.sites.filter(enters_as=SiteState.SUSPENDED).count()


def lacks_words(site: ImportedSite) -> list[str]:
    """What the row lacks before the finder can show its site."""
    return [label_of(name) for name in site.lacks.split()]


def staged_sites(batch: ImportBatch, only: str = "") -> QuerySet[ImportedSite]:
    """The rows of a list in the order of the file; ``only`` those that the finder will not show, or that lack something."""
    rows = batch.sites.select_related("district", "union").order_by("pk")
    return {"hidden": rows.exclude(unlisted=""), "lacking": rows.exclude(lacks="")}.get(only, rows)


def enrolled_sites(batch: ImportBatch, only: str = "") -> QuerySet[ImportedSite]:
    """The same once they are in the register; ``lacking`` are those that still are not complete."""
    rows = batch.sites.select_related("filing__site__version", "district", "union").order_by("pk")
    if only == "lacking":
        rows = rows.filter(still_lacking("filing__site__version__"))
    elif only == "hidden":
        rows = rows.filter(filing__site__is_listed=False)
    return rows


def still_lacking(prefix: str = "") -> Q:
    """Versions without one of the facts that every public page needs; the others a register's row always has."""
    return Q(**{f"{prefix}address": ""}) | Q(**{f"{prefix}access": ""})


def lack_of_rules(batch: ImportBatch, measures: Measures) -> list[str]:
    """Types of the list that no measure governs, a sentence each: without one there is no number and no signature."""
    kinds = batch.sites.order_by().values_list("site_type", "union_id").distinct()
    lacking = {kind for kind, union in kinds if not _rules(measures, union, kind)}
    return [
        f"没有适用于“{site_type(kind).label}”的管理办法,不能生成备案编号,请联系市总工会系统管理员。"
        for kind in sorted(lacking)
    ]


def _rules(measures: Measures, union: int, kind: str) -> bool:
    measure = measures.of(union, kind)
    return measure is not None and measure.rules(kind)


def levels_of(batch: ImportBatch, measures: Measures) -> tuple[str, ...]:
    """Names of the levels that have to sign: of the measure that asks for the most."""
    kinds = batch.sites.order_by().values_list("site_type", "union_id").distinct()
    found = [measure.sign_off_levels for kind, union in kinds if (measure := measures.of(union, kind))]
    return max(found, key=len, default=())


def was_enrolled(site_id: int) -> bool:
    """Whether the site came into the register with a list of existing sites, by one decision."""
    return Filing.objects.filter(site=site_id, route=Route.PAPER).exists()


def enrolment_of(batch: ImportBatch) -> Enrolment | None:
    rows = Enrolment.objects.select_related("attachment", "proposed_by", "undone_by", "batch__union")
    return rows.filter(batch=batch).first()


def approver_of(batch: ImportBatch) -> User | None:
    """Who gave the last signature."""
    last = batch.sign_offs.select_related("user__home_union").last()
    return last.user if last else None


def pinned_measures(batch: ImportBatch) -> Measures:
    """The rules of the day on which the list was submitted: by them it is signed and numbered."""
    return Measures(batch, batch.enrolment.proposed_at.astimezone(LEGAL_ZONE).date())


def enrolment_numbered(number: str) -> Enrolment | None:
    """The decision that bears this number, once it was carried out; it keeps the number when it is undone."""
    prefix, _, key = number.partition("-")
    if prefix != PREFIX or not (key.isascii() and key.isdecimal()):
        return None
    rows = Enrolment.objects.select_related("batch").filter(batch__state__in=DECIDED)
    return rows.filter(batch=int(key)).first()


def next_signers(batch: ImportBatch, on: date) -> QuerySet[User]:
    """Whom to tell: who may give the next signature."""
    path, kind = batch.union.path or "", batch.site_type
    if batch.signed_levels >= batch.sign_levels - 1:
        people = people_who_decide(path, roles=[Role.CITY], site_types=[kind], on=on)
        people = people.exclude(pk__in=batch.authors.values("user_id"))
    else:
        people = people_with_role(path, Role.CITY, site_types=[kind], on=on)
    return people.exclude(pk__in=batch.sign_offs.values("user_id"))


def waiting_to_sign(actor: Actor) -> QuerySet[ImportBatch]:
    """Lists that this person can sign now."""
    deciders = tuple(grant for grant in actor.grants if grant.can_decide)
    decider = Actor(id=actor.id, name=actor.name, grants=deciders)
    early = Q(signed_levels__lt=F("sign_levels") - 1) & managed(actor, COLUMNS, [Role.CITY])
    last = Q(signed_levels__gte=F("sign_levels") - 1) & managed(decider, COLUMNS, [Role.CITY])
    mine = ImportBatch.objects.filter(authors__user_id=actor.key).values("pk")
    signed = ImportBatch.objects.filter(sign_offs__user_id=actor.key).values("pk")
    rows = ImportBatch.objects.filter(early | last & ~Q(pk__in=mine), ~Q(pk__in=signed))
    rows = rows.filter(mode=ImportMode.EXISTING, state=ImportState.PROPOSED)
    return rows.select_related("union", "enrolment").order_by("enrolment__proposed_at", "pk")


def lists_returned_to(actor: Actor) -> QuerySet[ImportBatch]:
    """Lists that this person worked on and the city sent back."""
    rows = ImportBatch.objects.filter(
        managed(actor, COLUMNS, [Role.DISTRICT]), state=ImportState.REVIEW, authors__user_id=actor.key
    )
    return rows.exclude(enrolment__returned="").filter(enrolment__isnull=False).select_related("enrolment")


def lists_to_complete(actor: Actor) -> QuerySet[ImportBatch]:
    """Lists whose sites still lack what a public page needs, for the branch that manages them."""
    lacking = ImportedSite.objects.filter(
        still_lacking("filing__site__version__"), filing__site__state__in=IN_USE
    )
    rows = ImportBatch.objects.filter(
        managed(actor, COLUMNS, [Role.DISTRICT]), mode=ImportMode.EXISTING, state=ImportState.DONE
    )
    of_list = lacking.filter(batch=OuterRef("pk"))
    counted = of_list.order_by().values("batch").annotate(number=Count("pk")).values("number")
    return rows.filter(Exists(of_list)).annotate(lacking=Subquery(counted)).order_by("pk")


def open_pairs(batch: ImportBatch) -> int:
    """Pairs about which nobody has decided."""
    return batch.pairs.filter(verdict="").count()


def warned_in(batch: ImportBatch) -> list[ImportedSite]:
    """Rows that stand too near to another station, in the order of the file."""
    return list(batch.sites.exclude(spacing="").order_by("pk")[:MOST_WARNED])
