"""Addresses of demonstration rounds: those of each package."""

from __future__ import annotations

from demonstration.reviewing.urls import urlpatterns as of_reviewing

urlpatterns = [
    *of_reviewing,
]
