"""Which cases wait for this person, which will soon be late, which were decided? Set-based, by the actor's roles."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.reach import covered, holds, managed, working_grants
from accounts.roles import WORKERS, Role
from core.actor import Actor
from core.addresses import address_of
from core.clock import start_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from filing.deadlines import AT_MOST_SOON, TimeLeft, last_day_soon, time_left
from filing.handover import branches_of, left_behind, offers_for
from filing.lines import as_lines
from filing.models import Filing, FilingAuthor, Handover, SignOff
from filing.policy import COLUMNS, FILINGS, WRITERS
from filing.states import DECIDED, OPEN_CASES, FilingState, Route
from rulebook.selectors import load_calendar

#: More lines than this help nobody on a desk; the list of cases holds the rest.
MOST_WAITING = 50
MOST_OTHERS = 10

RECENT = timedelta(days=30)

AT_THE_DOOR = (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE)

_REASONS = {
    FilingState.DRAFT: "草稿,填完后提交",
    FilingState.RETURNED: "已退回,请补正后重新提交",
    FilingState.DISTRICT_CHECK: "待审核资料",
    FilingState.ACCEPTANCE: "待实地验收",
    FilingState.REACCEPTANCE: "整改后待复验",
    FilingState.CITY_FILING: "待签批",
}


def _authored(actor: Actor) -> Q:
    return Q(pk__in=FilingAuthor.objects.filter(user_id=actor.key).values("filing"))


def _writing(actor: Actor) -> Q:
    mine = _authored(actor)
    drafts = Q(state=FilingState.DRAFT) & mine & managed(actor, COLUMNS, WRITERS)
    back = Q(state=FilingState.RETURNED) & managed(actor, COLUMNS, WRITERS)
    return drafts | (back & (mine | managed(actor, COLUMNS, [Role.KEEPER])))


def _checking(actor: Actor) -> Q:
    street_first = Q(needs_street_check=True, street_checked_at=None)
    at_street = street_first & managed(actor, COLUMNS, [Role.STREET])
    # An ordinary change is decided by somebody else than its author.
    own_change = Q(route=Route.DISTRICT) & _authored(actor)
    at_district = ~street_first & ~own_change & managed(actor, COLUMNS, [Role.DISTRICT])
    return Q(state=FilingState.DISTRICT_CHECK) & (at_street | at_district)


def _accepting(actor: Actor) -> Q:
    by_district = Q(acceptance_level="district") & managed(actor, COLUMNS, [Role.DISTRICT])
    by_city = ~Q(acceptance_level="district") & managed(actor, COLUMNS, [Role.CITY])
    return Q(state__in=AT_THE_DOOR) & (by_district | by_city)


def _signing(actor: Actor) -> Q:
    decides = tuple(grant for grant in actor.grants if grant.can_decide)
    decider = Actor(id=actor.id, name=actor.name, grants=decides)
    early = Q(signed_levels__lt=F("sign_levels") - 1) & managed(actor, COLUMNS, [Role.CITY])
    last = Q(signed_levels__gte=F("sign_levels") - 1) & managed(decider, COLUMNS, [Role.CITY])
    last &= ~_authored(actor)
    signed = Q(pk__in=SignOff.objects.filter(user_id=actor.key).values("filing"))
    return Q(state=FilingState.CITY_FILING) & (early | last) & ~signed


def _deciding(actor: Actor) -> Q:
    """An ordinary change that a district officer handed in himself; where he is alone, nobody but the city decides it."""
    decides = tuple(grant for grant in actor.grants if grant.can_decide)
    decider = Actor(id=actor.id, name=actor.name, grants=decides)
    own = Q(state=FilingState.DISTRICT_CHECK, route=Route.DISTRICT, submitted_as=Role.DISTRICT)
    return own & managed(decider, COLUMNS, [Role.CITY]) & ~_authored(actor)


#: What waits for whom; nobody is asked about roles that he does not hold.
_MOVES: dict[tuple[Role, ...], Callable[[Actor], Q]] = {
    WRITERS: _writing,
    (Role.STREET, Role.DISTRICT): _checking,
    (Role.DISTRICT, Role.CITY): _accepting,
    (Role.CITY,): lambda actor: _signing(actor) | _deciding(actor),
}


def _movable(actor: Actor) -> Q:
    mine = Q(pk__in=[])
    for roles, moves in _MOVES.items():
        if holds(actor, *roles):
            mine |= moves(actor)
    return mine


def waiting_for(actor: Actor) -> QuerySet[Filing]:
    """Cases that this person can move now, the most urgent first."""
    return Filing.objects.filter(_movable(actor)).order_by(
        F("due_on").asc(nulls_last=True), "-updated_at", "pk"
    )


def due_elsewhere(actor: Actor, until: date) -> QuerySet[Filing]:
    """Cases within the reach of who moves cases that others have to move by then, the most urgent first."""
    checked = [state for state in OPEN_CASES if state != FilingState.RETURNED]
    rows = FILINGS.visible_to(actor).filter(covered(actor, COLUMNS, WORKERS))
    return rows.filter(state__in=checked, due_on__lte=until).exclude(_movable(actor)).order_by("due_on", "pk")


def decided_lately(actor: Actor, today: date) -> QuerySet[Filing]:
    """Cases that were decided in the last month, the latest first: auditors look at what was decided, finance does not."""
    rows = FILINGS.visible_to(actor).filter(covered(actor, COLUMNS, WORKERS | {Role.AUDITOR}))
    return rows.filter(state__in=DECIDED, decided_at__gte=start_of(today) - RECENT).order_by(
        "-decided_at", "-pk"
    )


def cases_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """The three lists of cases; they show the same columns and are read together."""
    if not working_grants(actor):
        return []
    elsewhere = due_elsewhere(actor, today + AT_MOST_SOON)
    return [
        InboxList(waiting_for(actor), _waiting, MOST_WAITING, as_lines),
        InboxList(elsewhere, _elsewhere, MOST_OTHERS, as_lines),
        InboxList(decided_lately(actor, today), _decided, MOST_OTHERS, as_lines),
    ]


def _waiting(reader: Reader, rows: list[Filing]) -> Inbox:
    """A case that somebody moved on in this moment is left out."""
    calendar, now = reader.once(load_calendar), reader.now
    return Inbox(
        waiting=[
            _item(filing, time_left(filing, calendar, now), reason)
            for filing in rows
            if (reason := _reason(filing))
        ]
    )


def _elsewhere(reader: Reader, rows: list[Filing]) -> Inbox:
    """How many days off soon is, the calendar knows; what is due later is left out."""
    calendar = reader.once(load_calendar)
    last = last_day_soon(reader.today, calendar)
    soon = [filing for filing in rows if filing.due_on and filing.due_on <= last]
    timed = [(filing, time_left(filing, calendar, reader.now)) for filing in soon]
    return Inbox(
        upcoming=[_item(filing, left, f"{filing.state_label},{_urgency(left)}") for filing, left in timed]
    )


def _decided(reader: Reader, rows: list[Filing]) -> Inbox:
    return Inbox(
        done=[_item(filing, TimeLeft(), filing.filing_number or filing.reasons[:60]) for filing in rows]
    )


def _reason(filing: Filing) -> str:
    if filing.state == filing.returned_from:
        return "申报工会已补正,待逐项核对"
    return _REASONS.get(FilingState(filing.state), "")


def _urgency(left: TimeLeft) -> str:
    return "已超期" if left.is_late else "即将到期"


def _item(filing: Filing, left: TimeLeft, reason: str) -> InboxItem:
    return InboxItem(
        title=filing.version.name or str(filing.site),
        url=address_of("filing", filing.number),
        reason=reason,
        tag=filing.state_label
        if filing.decided_at
        else f"{filing.site.type_label} · {filing.version.district.name}",
        due=left.due,
        due_words=left.words,
        at=filing.decided_at or filing.state_since or filing.updated_at,
    )


def handovers_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """What waits for the taker's word, and whose account is closed while he still keeps or writes something."""
    yield InboxList(offers_for(actor), _offered, MOST_OTHERS)
    if branches_of(actor):
        yield InboxList(left_behind(actor), _left_behind, MOST_OTHERS)


def _offered(reader: Reader, rows: list[Handover]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                title=f"{row.giver.name}的交接",
                url=reverse("handover", args=[row.pk]),
                reason="请您确认接收",
                at=row.created_at,
            )
            for row in rows
        ]
    )


def _left_behind(reader: Reader, people: list[User]) -> Inbox:
    return Inbox(
        waiting=[
            InboxItem(
                title=f"{person.name}的交接",
                url=f"{reverse('handovers')}?from={person.pk}",
                reason="账号已停用,名下还有阵地或案件,请指定接收人",
            )
            for person in people
        ]
    )
