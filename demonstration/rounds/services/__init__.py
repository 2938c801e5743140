"""What follows when a round is written and led. Pages call these by name."""

from demonstration.rounds.services.copying import COPIED_FROM, call_of, copy_round
from demonstration.rounds.services.drafting import Call, draft_round, edit_round, set_phases, set_quotas
from demonstration.rounds.services.grades import Grade, set_grades
from demonstration.rounds.services.leading import (
    close_window,
    close_windows,
    drop_round,
    enter_meeting,
    lengthen_round,
    publish_round,
    start_review,
    unlock_list,
)

__all__ = [
    "COPIED_FROM",
    "Call",
    "Grade",
    "call_of",
    "close_window",
    "close_windows",
    "copy_round",
    "draft_round",
    "drop_round",
    "edit_round",
    "enter_meeting",
    "lengthen_round",
    "publish_round",
    "set_grades",
    "set_phases",
    "set_quotas",
    "start_review",
    "unlock_list",
]
