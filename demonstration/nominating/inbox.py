"""Which nominations wait for this person? Drafts and returned ones for who writes them, the handed-in for the branch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q

from accounts.reach import managed, working_grants
from accounts.roles import Role
from core.actor import Actor
from core.addresses import address_of
from core.clock import LEGAL_ZONE, start_of
from core.registry import Inbox, InboxItem, InboxList, Reader
from demonstration.models import Nomination, NominationState, RoundState
from demonstration.nominating.policy import COLUMNS
from demonstration.nominating.transitions import WITH_BRANCHES
from demonstration.policy import not_walled

#: More lines than this help nobody on a desk; the list of the round holds the rest.
MOST_LINES = 30


def nominations_inbox(actor: Actor, today: date) -> Iterable[InboxList]:
    """The keeper's own first; nothing from behind a wall."""
    writes = managed(actor, COLUMNS, [Role.KEEPER]) & (
        Q(state=NominationState.DRAFT, round__state=RoundState.OPEN, round__closes_at__gt=start_of(today))
        | Q(state=NominationState.RETURNED, round__state__in=WITH_BRANCHES)
    )
    checks = Q(state=NominationState.SUBMITTED, round__state__in=WITH_BRANCHES) & _of_branches(actor)
    rows = Nomination.objects.filter(writes | checks).filter(not_walled(actor))
    rows = rows.select_related("site", "round").defer("site__search", "site__public_search")
    yield InboxList(rows.order_by("round__closes_at", "id"), _lines, MOST_LINES)


def _lines(reader: Reader, rows: list[Nomination]) -> Inbox:
    """Without drafts of a round that has closed today."""
    open_now = [row for row in rows if row.state != NominationState.DRAFT or row.round.closes_at > reader.now]
    return Inbox(waiting=[_line(row) for row in open_now])


def _of_branches(actor: Actor) -> Q:
    """Nominations whose branch the actor acts for: a branch office, or the issuer for its own sites."""
    reach = Q(pk__in=[])
    for grant in working_grants(actor, [Role.DISTRICT, Role.CITY]):
        if not grant.union_path:
            continue
        own = Q(branch_id=F("round__issuer_id"))
        mine = Q(branch__path__startswith=grant.union_path)
        mine &= own if grant.role == Role.CITY else ~own
        reach |= mine & (Q(site_type__in=sorted(grant.site_types)) if grant.site_types else Q())
    return reach


def _line(row: Nomination) -> InboxItem:
    reason, until = {
        NominationState.DRAFT: ("申报草稿,填完后提交", row.round.closes_at),
        NominationState.RETURNED: ("申报已退回,请补正后重新提交", row.round.recommend_until),
    }.get(NominationState(row.state), ("申报待核对、推荐", row.round.recommend_until))
    return InboxItem(
        title=f"{row.site} 示范申报",
        url=address_of("nomination", row.number),
        reason=reason,
        tag=row.round.title,
        due=until.astimezone(LEGAL_ZONE).date(),
    )
