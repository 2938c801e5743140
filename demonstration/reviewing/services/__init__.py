"""Everything that may be done with reviewers and their reviews."""

from demonstration.reviewing.services.assigning import assign_reviews
from demonstration.reviewing.services.conflicts import drop_conflict, enter_conflict, note_conflicts
from demonstration.reviewing.services.filling import release_reviews
from demonstration.reviewing.services.invited import Invitee
from demonstration.reviewing.services.inviting import (
    Invitation,
    accept_invitation,
    end_reviewers,
    invite_reviewer,
    renew_invitation,
    reset_second_factor,
)
from demonstration.reviewing.services.reminding import remind_reviewers
from demonstration.reviewing.services.scoring import (
    LateWords,
    answer_items,
    comment_on,
    recuse_from,
    submit_reviews,
)
from demonstration.reviewing.services.signing import (
    Declared,
    declare_relations,
    decline_invitation,
    sign_statement,
    take_back_invitation,
)

__all__ = [
    "Declared",
    "Invitation",
    "Invitee",
    "LateWords",
    "accept_invitation",
    "answer_items",
    "assign_reviews",
    "comment_on",
    "declare_relations",
    "decline_invitation",
    "drop_conflict",
    "end_reviewers",
    "enter_conflict",
    "invite_reviewer",
    "note_conflicts",
    "recuse_from",
    "release_reviews",
    "remind_reviewers",
    "renew_invitation",
    "reset_second_factor",
    "sign_statement",
    "submit_reviews",
    "take_back_invitation",
]
