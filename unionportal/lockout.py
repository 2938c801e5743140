"""When is signing in refused unseen, and what does the person read? Knows the guard's settings, not the people."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.login_names import login_name


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """Whose door was knocked at, on whichever form: another spelling of a name buys no further tries."""
    tried = (credentials or request.POST).get("username")
    return None if tried is None else login_name(str(tried))


class Guard(AxesDatabaseHandler):
    """Locks a name at an address, and an address that fails with many names: one password tried on everybody."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        if self._fails_all_over(request):
            return int(settings.AXES_FAILURE_LIMIT)
        return super().get_failures(request, credentials)

    def _fails_all_over(self, request: HttpRequest) -> bool:
        recent = AccessAttempt.objects.filter(
            ip_address=getattr(request, "axes_ip_address", None),
            attempt_time__gte=get_cool_off_threshold(request),
        )
        failures = recent.aggregate(total=Sum("failures_since_start"))["total"] or 0
        return bool(failures >= settings.LOCKOUT_ADDRESS_LIMIT)


def answer(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """429 with the time to wait, the same for a name that exists and one that does not."""
    wait = settings.AXES_COOLOFF_TIME
    page = render(request, "accounts/lockout.html", {"minutes": int(wait.total_seconds()) // 60}, status=429)
    page["Retry-After"] = str(int(wait.total_seconds()))
    return page
