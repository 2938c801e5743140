"""What every page needs around its content: type size and the legal lines of the footer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

LARGE_TYPE_COOKIE = "large_type"


def portal(request: HttpRequest) -> dict[str, Any]:
    """``large_type`` and ``portal_footer`` (organiser, icp, police, map_approval: those that are set)."""
    return {
        "large_type": LARGE_TYPE_COOKIE in request.COOKIES,
        "portal_footer": getattr(settings, "PORTAL_FOOTER", {}),
    }
