"""The portal looks at its own notices as a visitor does, and keeps what it found in a sealed chain."""

from __future__ import annotations

import io
import logging
import ssl
import urllib.error
import urllib.request
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction
from django.urls import reverse

from demonstration.models import PageCheck, Publicity
from demonstration.publicity.proof import OK, Look, seal_of
from demonstration.publicity.selectors import running_notices
from demonstration.publicity.told import digest_of, lines_on

logger = logging.getLogger(__name__)

#: Seconds that a visitor would wait.
PATIENCE = 20
#: A page of ours is far smaller.
MOST_BYTES = 5_000_000
NO_ANSWER = 0


def look_at_notices(*, now: datetime) -> int:
    """One look at each that runs; gives how many were up."""
    return sum(look_at(row, now=now).is_up for row in running_notices())


def look_at(row: Publicity, *, now: datetime) -> PageCheck:
    """The page is fetched outside of any transaction; what was found becomes the next link of the chain."""
    status, page = _fetch(reverse("notice", args=[row.pk]))
    lines = lines_on(page) if status == OK else []
    found = digest_of(lines) if lines else ""
    with transaction.atomic():
        held = Publicity.objects.select_for_update().get(pk=row.pk)
        last = held.checks.order_by("-sequence").first()
        look = Look(
            sequence=last.sequence + 1 if last else 1,
            checked_at=now,
            status=status,
            digest=found,
            # Lengthened while the page was on its way: the words before or after are both right.
            is_up=status == OK and found in (row.digest, held.digest),
        )
        previous = last.seal if last else ""
        return PageCheck.objects.create(
            publicity=held, previous=previous, seal=seal_of(held.number, look, previous), **vars(look)
        )


def _fetch(path: str) -> tuple[int, str]:
    """Status and page; 0 where no answer came."""
    home = settings.PUBLIC_ADDRESS
    try:
        return _from_outside(f"{home.rstrip('/')}{path}") if home else _from_inside(path)
    except (OSError, ValueError, ssl.SSLError) as error:
        logger.warning("the notice %s does not answer: %s", path, error)
        return NO_ANSWER, ""


def _from_outside(url: str) -> tuple[int, str]:
    """Through the network, the proxy and the web server, as the public does."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise ValueError("PUBLIC_ADDRESS is no web address")
    request = urllib.request.Request(url, headers={"User-Agent": "notice-check"})  # noqa: S310  # scheme checked
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # scheme checked above
            return int(answer.status), answer.read(MOST_BYTES).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, ""


def _from_inside(path: str) -> tuple[int, str]:
    """The whole application answers a visitor without an account, in this process: middleware, view and template.

    Without the signals of a request, whose end would close the connection that this work goes on with.
    """
    host = next((each for each in settings.ALLOWED_HOSTS if each[:1] not in ("*", ".")), "localhost")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": host,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
    }
    answer = WSGIHandler().get_response(WSGIRequest(environ))
    return answer.status_code, b"".join(answer).decode("utf-8", "replace")
