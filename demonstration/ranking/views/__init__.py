"""Pages of the order of a round."""

from demonstration.ranking.views.deciding import DecidePage, ListPage, LockPage
from demonstration.ranking.views.showing import MethodPage, RankingPage

__all__ = ["DecidePage", "ListPage", "LockPage", "MethodPage", "RankingPage"]
