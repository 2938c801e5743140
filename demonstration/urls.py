"""Addresses of demonstration rounds."""

from __future__ import annotations

from demonstration.nominating.urls import urlpatterns as of_nominations

urlpatterns = [*of_nominations]
