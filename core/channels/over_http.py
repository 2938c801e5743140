"""One request to a server of somebody else: bounded in time and size, never led elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from core.channels.base import PATIENCE, Away, Refused

MOST_BYTES = 64 * 1024


class _Stay(HTTPRedirectHandler):
    """What is meant for one server goes to no other."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = build_opener(_Stay)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> str:
    """What the server answered. Errors of the server are ``Away``, its word about this request ``Refused``."""
    request = Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  # the address is a setting
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            text: bytes = answer.read(MOST_BYTES)
    except HTTPError as said:
        with said:
            raise _meaning(said.code) from said
    except (OSError, HTTPException) as lost:
        raise Away(_reason(lost)) from lost
    return text.decode("utf-8", "replace")


def _meaning(status: int) -> Exception:
    """Too many requests and trouble of the server pass; anything else is about what was sent."""
    words = f"服务器回答 {status}"
    return Away(words) if status == 429 or status >= 500 else Refused(words)


def _reason(lost: Exception) -> str:
    """Why it failed, without the address, which holds a key."""
    return str(getattr(lost, "reason", "") or lost) or type(lost).__name__


def as_json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()


def read_json(text: str) -> dict[str, Any]:
    """An object, whatever came."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
