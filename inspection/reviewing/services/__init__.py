"""Everything that may be done to a yearly review."""

from inspection.reviewing.services.concluding import conclude_together
from inspection.reviewing.services.drafting import Notice, draft_review, drop_review, edit_review
from inspection.reviewing.services.enrolling import enrol_new_sites, publish_review
from inspection.reviewing.services.exporting import export_summary
from inspection.reviewing.services.extending import deadlines_open, extend_review
from inspection.reviewing.services.following import follow_reviews
from inspection.reviewing.services.leading import (
    close_review,
    draw_spot_check,
    end_own_points,
    release_cancelled,
)
from inspection.reviewing.services.ordering import order_together
from inspection.reviewing.services.reminding import remind_of_review

__all__ = [
    "Notice",
    "close_review",
    "conclude_together",
    "deadlines_open",
    "draft_review",
    "draw_spot_check",
    "drop_review",
    "edit_review",
    "end_own_points",
    "enrol_new_sites",
    "export_summary",
    "extend_review",
    "follow_reviews",
    "order_together",
    "publish_review",
    "release_cancelled",
    "remind_of_review",
]
