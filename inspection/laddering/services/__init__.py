"""What follows when the ladder is climbed: announced, objected to, signed, taken back. Pages and tasks call these by name."""

from inspection.laddering.services.ending import (
    accept_objection,
    drop_consequence,
    fall_through,
    lift_consequence,
    overturn_consequences,
    settle_consequences,
    withdraw_consequence,
)
from inspection.laddering.services.following import Followed, follow_ladder
from inspection.laddering.services.objecting import keep_consequence, object_to
from inspection.laddering.services.reaching import note_out_of_reach, require_right
from inspection.laddering.services.settling import settle_notice_dates
from inspection.laddering.services.signing import Picked, Result, sign_consequence, sign_together

__all__ = [
    "Followed",
    "Picked",
    "Result",
    "accept_objection",
    "drop_consequence",
    "fall_through",
    "follow_ladder",
    "keep_consequence",
    "lift_consequence",
    "note_out_of_reach",
    "object_to",
    "overturn_consequences",
    "require_right",
    "settle_consequences",
    "settle_notice_dates",
    "sign_consequence",
    "sign_together",
    "withdraw_consequence",
]
