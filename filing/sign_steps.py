"""How far has the city's sign-off come, as steps for a page?"""

from __future__ import annotations

from typing import Any

from filing.models import Filing, SignOff
from filing.selectors import pinned_measure
from filing.states import EDITABLE, FilingState


def sign_steps(filing: Filing) -> list[dict[str, Any]]:
    """The levels of the city's sign-off; empty before the case was handed in."""
    if filing.pack_id is None or filing.state in EDITABLE:
        return []
    rows = filing.sign_offs.select_related("user", "user__home_union") if filing.signed_levels else ()
    signed = {each.level: each for each in rows}
    current = filing.signed_levels + 1 if filing.state == FilingState.CITY_FILING else 0
    return [
        _signed_step(name, signed[level]) if level in signed else _open_step(name, is_next=level == current)
        for level, name in enumerate(pinned_measure(filing).sign_off_levels, 1)
    ]


def _signed_step(name: str, done: SignOff) -> dict[str, Any]:
    home = done.user.home_union
    office = home.name if home else ""
    person = str(done.user)
    return {
        "label": name,
        "state": "done",
        "person": person,
        "office": office,
        "at": done.at,
        "opinion": done.opinion,
    }


def _open_step(name: str, *, is_next: bool) -> dict[str, Any]:
    return {"label": name, "state": "current" if is_next else "waiting", "office": "市总工会经办人"}
