"""Everything that may be done to a nomination before it is reviewed."""

from demonstration.nominating.services.ending import (
    discard_nomination,
    enter_review,
    follow_stage,
    withdraw_nomination,
)
from demonstration.nominating.services.filling import Said, add_paper, remove_paper, save_practices
from demonstration.nominating.services.ranking import (
    QuotaFull,
    move,
    pass_over,
    recommend,
    take_back,
    take_up,
)
from demonstration.nominating.services.returning import (
    NoSuchPart,
    answer_gap,
    drop_gap,
    is_mended,
    judge_gap,
    note_gap,
    return_nomination,
)
from demonstration.nominating.services.starting import NotEligible, start_nomination
from demonstration.nominating.services.submitting import NotReady, problems_before, submit_nomination

__all__ = [
    "NoSuchPart",
    "NotEligible",
    "NotReady",
    "QuotaFull",
    "Said",
    "add_paper",
    "answer_gap",
    "discard_nomination",
    "drop_gap",
    "enter_review",
    "follow_stage",
    "is_mended",
    "judge_gap",
    "move",
    "note_gap",
    "pass_over",
    "problems_before",
    "recommend",
    "remove_paper",
    "return_nomination",
    "save_practices",
    "start_nomination",
    "submit_nomination",
    "take_back",
    "take_up",
    "withdraw_nomination",
]
