"""Pages of the order of a round."""

from demonstration.ranking.views.deciding import DecidePage, ListPage, LockPage
from demonstration.ranking.views.method import MethodPage
from demonstration.ranking.views.showing import RankingPage

__all__ = ["DecidePage", "ListPage", "LockPage", "MethodPage", "RankingPage"]
