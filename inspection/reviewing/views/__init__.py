"""Pages of yearly reviews."""

from inspection.reviewing.views.drafting import EditReview, NewReview, ReviewList
from inspection.reviewing.views.extending import ExtendReview
from inspection.reviewing.views.leading import ActOnReview, ReviewPage
from inspection.reviewing.views.ordering import OrdersDue, OrdersGiven
from inspection.reviewing.views.rows import ConcludePreview, ConcludeResult, ConcludeTogether, ReviewSites
from inspection.reviewing.views.summary import SummaryFile, SummaryPage

__all__ = [
    "ActOnReview",
    "ConcludePreview",
    "ConcludeResult",
    "ConcludeTogether",
    "EditReview",
    "ExtendReview",
    "NewReview",
    "OrdersDue",
    "OrdersGiven",
    "ReviewList",
    "ReviewPage",
    "ReviewSites",
    "SummaryFile",
    "SummaryPage",
]
