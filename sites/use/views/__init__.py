"""Pages of the records of use: a keeper's, and the one on which the public answers three buttons."""

from sites.use.views.lists import ActivitiesPage, FaultsPage, SessionsPage
from sites.use.views.months import MonthsPage, RequestsPage
from sites.use.views.plan import PlanPage
from sites.use.views.public import RatePage
from sites.use.views.ratings import PosterPage, RatingsPage

__all__ = [
    "ActivitiesPage",
    "FaultsPage",
    "MonthsPage",
    "PlanPage",
    "PosterPage",
    "RatePage",
    "RatingsPage",
    "RequestsPage",
    "SessionsPage",
]
