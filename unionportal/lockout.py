"""What does a person see after too many failed sign-ins? Knows the guard's settings, not the people."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def answer(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """429 with the time to wait, the same for a name that exists and one that does not."""
    wait = settings.AXES_COOLOFF_TIME
    context = {"failure_limit": settings.AXES_FAILURE_LIMIT, "cooloff_timedelta": wait}
    page = render(request, "accounts/lockout.html", context, status=429)
    page["Retry-After"] = str(int(wait.total_seconds()))
    return page
