"""What is read about consequences. Never writes."""

from inspection.laddering.selectors.reading import (
    Sought,
    about,
    causes_of,
    consequence_within,
    open_on,
    signs_anywhere,
    sought,
    to_answer,
    to_hear,
    to_sign,
    within,
)
from inspection.laddering.selectors.standing import (
    ahead_of,
    announced_from,
    climbing_codes,
    climbing_findings,
    climbing_orders,
    ladders_of,
    standings_of,
    still_leading,
)

__all__ = [
    "Sought",
    "about",
    "ahead_of",
    "announced_from",
    "causes_of",
    "climbing_codes",
    "climbing_findings",
    "climbing_orders",
    "consequence_within",
    "ladders_of",
    "open_on",
    "signs_anywhere",
    "sought",
    "standings_of",
    "still_leading",
    "to_answer",
    "to_hear",
    "to_sign",
    "within",
]
