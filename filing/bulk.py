"""Which cases can be decided together, and which cannot and why? Preview first; every case by its own right and state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.reach import holds
from accounts.roles import Role
from core.actor import Actor
from filing.models import Filing
from filing.selectors import can_recall_any
from filing.transitions import FILING, RECALLS

#: As many at once as one page shows.
MOST = 50

#: The act that takes back what was passed on; offered where its result is told, and in the list while it can be done.
RECALL = "recall"

#: Name of the button → its words and the edges behind it, by kind of case.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "pass": ("审核通过", ("pass_check", "forward")),
    "change": ("同意变更", ("decide_change",)),
    "sign": ("签署意见", ("sign",)),
    "approve": ("同意备案", ("approve", "approve_change")),
    "cancel": ("同意注销", ("approve_cancel",)),
    RECALL: ("取回", RECALLS),
}


@dataclass(frozen=True)
class Planned:
    """One case of the selection: what would be done with it, or why nothing can."""

    filing: Filing
    action: str
    reason: str = ""

    @property
    def consequence(self) -> str:
        return FILING.edges[self.action].consequence if self.action else ""


def note_needed(group: str) -> str:
    """What the officer has to write for the whole selection; empty where an opinion may stay away."""
    edges = [FILING.edges[code] for code in GROUPS[group][1]]
    return next((each.note_label for each in edges if each.needs_note), "")


def can_be_recalled(group: str) -> bool:
    """Can what was done together be taken back while nobody has gone on with it? A decision never is."""
    undone = {code.removeprefix("recall_") for code in GROUPS[RECALL][1]}
    return not undone.isdisjoint(GROUPS[group][1])


def groups_for(actor: Actor) -> list[tuple[str, str]]:
    """Buttons under the list, for who may press one somewhere."""
    names = [*(("pass", "change") if holds(actor, Role.DISTRICT) else ())]
    names += [*(("sign", "approve", "cancel") if holds(actor, Role.CITY) else ())]
    names += [RECALL] if names and can_recall_any(actor) else []
    return [(name, GROUPS[name][0]) for name in names]


def plan(actor: Actor, filings: Iterable[Filing], group: str) -> list[Planned]:
    """Each case with the one edge that would be walked, or the reason why none can."""
    return [_plan_one(actor, filing, GROUPS[group][1]) for filing in filings]


def _plan_one(actor: Actor, filing: Filing, codes: tuple[str, ...]) -> Planned:
    offered = {each.edge.action: each.decision for each in FILING.actions_for(actor, filing)}
    for code in codes:
        if code in offered:
            decision = offered[code]
            return Planned(filing, code if decision else "", decision.reason)
    other = _offered_elsewhere([code for code, decision in offered.items() if decision])
    if other and codes != RECALLS:
        return Planned(filing, "", f"本案为{filing.get_kind_display()},请用“{other}”办理。")
    return Planned(filing, "", f"目前为“{filing.state_label}”,不在这一环节。")


def _offered_elsewhere(offered: Iterable[str]) -> str:
    """The button that would do for a case of this kind in this state; empty when none would."""
    known = set(offered)
    return next(
        (label for name, (label, codes) in GROUPS.items() if name != RECALL and not known.isdisjoint(codes)),
        "",
    )
