"""What does somebody read whose step was refused? One page: overtaken by somebody else, or not possible by a rule."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.workflow import Overtaken, TransitionRefused


def refused_page(request: HttpRequest, refusal: TransitionRefused, **context: Any) -> HttpResponse:
    """409 with the reason; ``back_url``: where what stands now is seen, ``typed``: what was written in vain."""
    told = {"reason": refusal.reason, "has_moved": isinstance(refusal, Overtaken), **context}
    return render(request, "409.html", told, status=409)
