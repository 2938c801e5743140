"""Every address of the portal, with every key that could open it, and what the answer says: pages, PDFs, sheets, bundles."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

from accounts.models import User

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
#: What would end the session, or is no page.
_LEFT_OUT = ("admin/logout", "accounts/logout", "readyz")
#: Forms of the back office over rows that belong to no case; its lists are all asked for.
_FORMS = re.compile(r"^admin/.*(<path:|add/|history/|delete/)")
#: Where pages of demonstration rounds live: every key is tried there, elsewhere those of the site and its scores.
_OURS = re.compile(
    r"^(desk/(rounds|nominations|reviews|subsidies|titles|objections)|notices|titles|invitations|verify|admin)/"
)
#: Addresses of one pattern.
MOST_KEYS = 40


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="accounts.backends.OfficeBackend")
    return client


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def keys_for(choices: list[Sequence[str]]) -> list[tuple[str, ...]]:
    """One key at a time; a second one walks along with the first, so that they meet in many ways."""
    walks = [itertools.cycle(each) for each in choices]
    return list(itertools.islice(zip(*walks, strict=False), MOST_KEYS)) if walks else [()]


def addresses_with(words: Mapping[str, Sequence[str]], few: Mapping[str, Sequence[str]]) -> list[str]:
    """Every address that can be asked for. ``words``: keys by the kind of a parameter; ``few``: away from our pages."""
    found = []
    for route, _ in patterns():
        clean = route.replace("^", "").replace("\\Z", "").replace("$", "")
        if clean.startswith(_LEFT_OUT) or _FORMS.match(clean) or "(?P" in clean:
            continue
        kinds = [kind or "str" for kind, _ in _PARAMETER.findall(clean)]
        keys_here = words if _OURS.match(clean) else few
        for keys in keys_for([keys_here[kind] for kind in kinds]):
            values = iter(keys)
            found.append("/" + _PARAMETER.sub(lambda _: next(values), clean))  # noqa: B023  # used at once
    return list(dict.fromkeys(found))


def texts_of(client: Client, address: str) -> str:
    """What the answer says, its heads included; files are read too."""
    return words_of(client.get(address))


def words_of(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    heads = "".join(f"{name}:{value}\n" for name, value in response.items())
    return heads + "\n".join(_read(body))


def _read(body: bytes) -> Iterator[str]:
    """As text, and what stands inside a PDF, a workbook, a Word file or a bundle."""
    yield body.decode("utf-8", "ignore")
    yield body.decode("latin-1")
    if body.startswith(b"%PDF-"):
        for page in PdfReader(io.BytesIO(body)).pages:
            text = page.extract_text()
            yield text
            yield "".join(text.split())
    elif zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for name in packed.namelist():
                yield name
                yield from _read(packed.read(name))


def leaks(client: Client, asked: Iterable[str], canaries: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for address in asked:
        text = texts_of(client, address)
        found += [(address, canary) for canary in canaries if canary in text]
    return found
