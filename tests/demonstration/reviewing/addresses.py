"""What stands behind the addresses of reviewers, for the table of all addresses: a round under review with two of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from demonstration.models import Conflict, NominationState, ReviewerState, Round
from sites.models import ServiceSite
from tests.demonstration.reviewing.panels import SEED, a_reviewer, given_to
from tests.demonstration.worlds import a_round, nominate
from tests.office import NOW, Office


@dataclass
class Reviewed:
    """Arguments by what an address is of; bodies by its name."""

    round: Round
    users: dict[str, int]
    case: int
    args: dict[str, list[Any]]

    def address(self, name: str, of: str) -> str:
        return reverse(name, args=self.args[of])

    def body(self, name: str) -> dict[str, Any]:
        """What a proper form of that page would send."""
        frame = {"key": str(uuid.uuid4()), "seen": "0"}
        return frame | {
            "round-invite": {"name": "王维", "username": "wangwei", "employer": "海洋大学"},
            "round-reviewer-act": {"action": "take_back", "note": "换人"},
            "round-conflicts": {
                "user": str(self.users["expert"]),
                "nomination": str(self.case),
                "reason": "亲属在该单位",
            },
            "round-conflict-drop": {"note": "登记错误"},
            "round-decide": {"grade": "none", "reason": "材料不足。"},
            "round-lock": {
                "meeting": "new",
                "name": "主席办公会",
                "held_on": NOW.date().isoformat(),
                "minutes_number": "〔2026〕第9期",
            },
            "review-recuse": {"note": "亲属在该单位"},
        }.get(name, {})


def reviewed_at(office: Office, site: ServiceSite) -> Reviewed:
    """One nomination with one open review; the second officer keeps away from it."""
    city = SimpleNamespace(tree=SimpleNamespace(city=office.city))
    round = a_round(city, title="评审中的评定", seed=SEED)  # type: ignore[arg-type]  # only the city is asked for
    # A number of its own: those that services draw begin at one.
    case = nominate(round, site, NominationState.REVIEW, number="SB2026-900001", code="S901")
    expert = a_reviewer(round, "expert")
    guest = a_reviewer(round, "guest", ReviewerState.INVITED)
    review = given_to(case, expert)
    conflict = Conflict.objects.create(
        user=office.people["city2"],
        nomination=case,
        source="entered",
        reason="亲属",
        entered_by="赵强",
        entered_at=NOW,
    )
    return Reviewed(
        round,
        {"expert": expert.user_id},
        case.pk,
        {
            "panel": [round.pk],
            "judged": [round.pk, case.number],
            "guest": [round.pk, guest.pk],
            "barred": [round.pk, conflict.pk],
            "duty": [expert.pk],
            "opinion": [review.pk],
            "proof-of-it": [review.pk, "0" * 24],
            "dead-link": ["nothing"],
        },
    )
