"""Is the portal alive, and is everything it stands on? For machines that watch it; nothing about people or cases."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from unionportal.metrics import exposition
from unionportal.parts import parts

WORDS = {None: "warning", True: "ok", False: "failed"}


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 when something needed is missing; a warning alone keeps 200."""
    lines = list(parts(clock.now()))
    ready = all(line.ok is not False for line in lines)
    told = {line.name: {"state": WORDS[line.ok], "detail": line.words} for line in lines}
    body = {"ready": ready, "parts": told}
    return JsonResponse(body, status=200 if ready else 503, json_dumps_params={"ensure_ascii": False})


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus; whoever may not read it learns not even that it is there."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(exposition(clock.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and constant_time_compare(given, settings.METRICS_TOKEN):
        return True
    try:
        asking = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a socket file has no address
        return False
    return any(asking in ip_network(network) for network in settings.METRICS_NETWORKS)
