"""May this actor see this round, or move it?

The issuing union's officers write and lead it; whoever works below it reads it once the call is out.
"""

from __future__ import annotations

from accounts.reach import decides, held, issued, over_all_types
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, both, denied, either, system_only
from demonstration.models import Conflict, Round, RoundState


def _stands_apart(actor: Actor, row: Round) -> Decision:
    """Whoever must not see one nomination must not see the order of the others either: a gap would name it.

    Read once for a row object: its page asks for every button.
    """
    if not row.pk or actor.id is None:
        return ALLOWED
    known = vars(row).setdefault("_conflicting", {})
    if actor.id not in known:
        known[actor.id] = Conflict.objects.filter(user_id=actor.id, nomination__round_id=row.pk).exists()
    if known[actor.id]:
        return denied("您与本次评定中的申报存在回避关系,评审分配、名次和名单请由另一位同志办理。")
    return ALLOWED


_works_on_it = over_all_types(held(Role.CITY))
_decides = over_all_types(decides(Role.CITY))

ROUNDS: Policy[Round] = Policy(
    Round,
    scope=issued([RoundState.DRAFT, RoundState.DROPPED]),
    beside=["issuer"],
    rules={
        "write": _works_on_it,
        "edit": _works_on_it,
        "publish": _decides,
        "close_window": either(_decides, system_only),
        "start_review": _decides,
        "lengthen": _decides,
        "see_ranking": both(over_all_types(held(Role.CITY, Role.AUDITOR)), _stands_apart),
        "rank": both(_works_on_it, _stands_apart),
        "lock": both(_decides, _stands_apart),
        "unlock": both(_decides, _stands_apart),
        "post": both(_decides, _stands_apart),
        "post_more": both(_decides, _stands_apart),
        "name": both(_decides, _stands_apart),
        "name_more": both(_decides, _stands_apart),
        "drop": _decides,
        "invite": _works_on_it,
        "see_loads": both(over_all_types(held(Role.CITY, Role.AUDITOR)), _stands_apart),
        "assign": both(_works_on_it, _stands_apart),
    },
)
