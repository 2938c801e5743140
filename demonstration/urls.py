"""Addresses of demonstration rounds: rounds, nominations, reviews, publicity, titles, subsidies."""

from __future__ import annotations

from demonstration.nominating.urls import urlpatterns as of_nominations
from demonstration.publicity.urls import urlpatterns as of_publicity
from demonstration.ranking.urls import urlpatterns as of_ranking
from demonstration.reviewing.urls import urlpatterns as of_reviewing
from demonstration.rounds.urls import urlpatterns as of_rounds
from demonstration.subsidies.urls import urlpatterns as of_subsidies
from demonstration.titles.urls import urlpatterns as of_titles

urlpatterns = [
    *of_rounds,
    *of_nominations,
    *of_reviewing,
    *of_ranking,
    *of_publicity,
    *of_titles,
    *of_subsidies,
]
