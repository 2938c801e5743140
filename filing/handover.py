"""What does a person keep and write that must not be left behind, and who may take it over? Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import RoleGrant, Union, User
from accounts.reach import grants_of
from accounts.roles import Role
from accounts.selectors import ancestors_of
from core.actor import Actor
from filing.models import Filing, FilingAuthor, Handover
from filing.models.handover import HandoverState
from filing.policy import HANDOVERS
from filing.states import OPEN_CASES, FilingState
from sites.models import ServiceSite, SiteKeeper
from sites.vocabulary import SiteState

#: A hand-over stays below one union of these kinds.
BRANCHES = frozenset({"district", "industry", "enterprise", "organs", "zone"})

_UNDECIDED = (FilingState.DRAFT, *OPEN_CASES)


@dataclass(frozen=True)
class Duties:
    """Single sites kept, keeper's roles over whole unions, drafts and open cases written."""

    sites: list[ServiceSite] = field(default_factory=list)
    grants: list[RoleGrant] = field(default_factory=list)
    cases: list[Filing] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sites) + len(self.grants) + len(self.cases)

    def only(self, sites: Iterable[int], grants: Iterable[int], cases: Iterable[int]) -> Duties:
        """Those of them that were chosen."""
        chosen = set(sites), set(grants), set(cases)
        return Duties(
            [each for each in self.sites if each.pk in chosen[0]],
            [each for each in self.grants if each.pk in chosen[1]],
            [each for each in self.cases if each.pk in chosen[2]],
        )

    @property
    def words(self) -> str:
        return f"阵地 {len(self.sites)} 个、授权 {len(self.grants)} 项、案件 {len(self.cases)} 件"


def branch_of(union: Union | None) -> str:
    """The path of the branch that a union belongs to; its own where no branch stands above."""
    if union is None:
        return ""
    above = ancestors_of(union.path or "")
    return next((each.path or "" for each in above if each.kind in BRANCHES), union.path or "")


def duties_of(person: User, branch: str, *, besides: int | None = None) -> Duties:
    """Everything within the branch that would be left behind; ``besides`` is a hand-over that is just being done."""
    if not branch:
        return Duties()
    sites = ServiceSite.objects.filter(keepers__user=person, union_path__startswith=branch)
    grants = RoleGrant.objects.filter(user=person, role=Role.KEEPER, union__path__startswith=branch)
    cases = Filing.objects.filter(
        authors__user=person, state__in=_UNDECIDED, site__union_path__startswith=branch
    )
    return Duties(
        list(sites.exclude(state=SiteState.CANCELLED).order_by("name", "pk").distinct()),
        list(grants.select_related("union").order_by("union__path")),
        list(
            cases.exclude(pk__in=_given_away(person, besides))
            .select_related("site", "version")
            .order_by("number")
            .distinct()
        ),
    )


def _given_away(person: User, besides: int | None) -> set[int]:
    """Cases that another took over and did not give back; the person stays their author all the same."""
    rows = Handover.objects.filter(Q(giver=person) | Q(taker=person), state=HandoverState.DONE)
    given: set[int] = set()
    for key, giver, cases in rows.order_by("closed_at", "pk").values_list("pk", "giver_id", "cases"):
        if key != besides:
            given = given | set(cases) if giver == person.pk else given - set(cases)
    return given


def takers_for(giver: User, branch: str) -> QuerySet[User]:
    """Active people of the same branch."""
    people = User.objects.filter(is_active=True, home_union__path__startswith=branch) if branch else None
    return (
        (people or User.objects.none())
        .exclude(pk=giver.pk)
        .select_related("home_union")
        .order_by("name", "pk")
    )


def person_of(actor: Actor) -> User:
    """The account behind a signed-in actor."""
    return User.objects.select_related("home_union").get(pk=actor.key)


def branches_of(actor: Actor) -> list[str]:
    """Paths in which a district officer may hand over for others."""
    grants = grants_of(actor, [Role.DISTRICT])
    return [grant.union_path for grant in grants if grant.union_path and not grant.site_types]


def givers_for(actor: Actor) -> QuerySet[User]:
    """People in the actor's branch, gone ones too, who keep or write anything there."""
    reach = Q(pk__in=[])
    for path in branches_of(actor):
        reach |= Q(home_union__path__startswith=path)
    return _with_duties(User.objects.filter(reach)).select_related("home_union").order_by("name", "pk")


def left_behind(actor: Actor) -> QuerySet[User]:
    """Those of them whose account is closed: somebody has to take over."""
    return givers_for(actor).filter(is_active=False)


def _with_duties(people: QuerySet[User]) -> QuerySet[User]:
    keeps = SiteKeeper.objects.filter(user=OuterRef("pk")).exclude(site__state=SiteState.CANCELLED)
    holds = RoleGrant.objects.filter(user=OuterRef("pk"), role=Role.KEEPER)
    writes = FilingAuthor.objects.filter(user=OuterRef("pk"), filing__state__in=_UNDECIDED)
    shared = FilingAuthor.objects.filter(filing=OuterRef("filing"), user__is_active=True)
    alone = writes.filter(~Exists(shared.exclude(user=OuterRef("user"))))
    return people.filter(Exists(keeps) | Exists(holds) | Exists(alone))


def handovers_within(actor: Actor) -> QuerySet[Handover]:
    """Those that wait first, then the latest."""
    rows = HANDOVERS.visible_to(actor).select_related("giver", "taker", "created_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-pk")


def offers_for(actor: Actor) -> QuerySet[Handover]:
    """What waits for this person's word."""
    rows = Handover.objects.filter(taker_id=actor.key, state=HandoverState.OFFERED)
    return rows.select_related("giver").order_by("-pk")


def chosen_of(row: Handover) -> Duties:
    """What a hand-over lists, as rows; also after it is done."""
    return Duties(
        list(ServiceSite.objects.filter(pk__in=row.sites).order_by("name", "pk")),
        list(RoleGrant.objects.filter(pk__in=row.grants).select_related("union")),
        list(Filing.objects.filter(pk__in=row.cases).select_related("site", "version").order_by("number")),
    )


def is_sensible_day(day: date, today: date) -> bool:
    """A hand-over happened, and not long ago."""
    return 0 <= (today - day).days <= 366
