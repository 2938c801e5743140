"""What do pages and services read of rounds? Never writes."""

from demonstration.rounds.selectors.candidates import (
    Candidate,
    answers_for,
    candidates_within,
    counts_within,
    last_scores,
)
from demonstration.rounds.selectors.rounds import (
    branches_of,
    clashing_with,
    due_to_close,
    issuers_led_by,
    measure_for,
    meetings_of,
    quotas_of,
    round_within,
    rounds_within,
    types_led_by,
    what_is_wanting,
)

__all__ = [
    "Candidate",
    "answers_for",
    "branches_of",
    "candidates_within",
    "clashing_with",
    "counts_within",
    "due_to_close",
    "issuers_led_by",
    "last_scores",
    "measure_for",
    "meetings_of",
    "quotas_of",
    "round_within",
    "rounds_within",
    "types_led_by",
    "what_is_wanting",
]
