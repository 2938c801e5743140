"""Every POST needs this session's token: asked of every address in the URL list, so that none is forgotten."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.converters import get_converters

from core.models import AuditEntry
from tests.factories import build_tree, person

pytestmark = pytest.mark.django_db

#: Addresses that take a POST without a token, by hand, each with its reason.
WITHOUT_TOKEN = {
    "large-type": "changes only how this browser shows pages; public pages set no cookie for a token",
}

SAMPLES = {"int": 1, "str": "x", "slug": "x", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "path": "x"}


def patterns(resolver, prefix=""):
    """Every address: its route with samples in place of its parts, and its name."""
    for entry in resolver.url_patterns:
        route = f"{prefix}{sample_of(entry.pattern)}"
        if isinstance(entry, URLPattern):
            yield route, entry.name or route
        else:
            yield from patterns(entry, route)


def sample_of(pattern):
    text = str(pattern)
    for name, converter in pattern.converters.items():
        kind = next(key for key, value in get_converters().items() if isinstance(converter, type(value)))
        for written in (f"<{kind}:{name}>", f"<{name}>"):
            text = text.replace(written, str(SAMPLES[kind]))
    return "" if text.startswith("^") or "(?P" in text else text


@pytest.fixture
def administrator():
    return person("gu", "administrator", build_tree().city)


def strict_client(user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def test_every_post_without_a_token_is_403_and_leaves_no_entry(administrator):
    client = strict_client(administrator)
    before = AuditEntry.objects.count()
    asked = dict((name, route) for route, name in patterns(get_resolver()))
    assert len(asked) > 15
    taken = [name for name, route in asked.items() if client.post(f"/{route}").status_code != 403]
    assert set(taken) == set(WITHOUT_TOKEN)
    assert AuditEntry.objects.count() == before


def test_the_token_of_another_session_is_refused(administrator):
    other = Client()
    other.get("/accounts/login/")
    client = strict_client(administrator)
    client.get("/accounts/password/")
    foreign = other.cookies["csrftoken"].value
    response = client.post("/accounts/logout/", {"csrfmiddlewaretoken": foreign})
    assert response.status_code == 403
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Referer": "https://evil.example/"}]
)
def test_a_foreign_origin_is_refused_even_with_the_token(administrator, headers):
    client = strict_client(administrator)
    client.get("/accounts/password/", secure=True)
    token = client.cookies["csrftoken"].value
    response = client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}, headers=headers, secure=True)
    assert response.status_code == 403
    assert "_auth_user_id" in client.session


def test_with_the_token_the_same_post_goes_through(administrator):
    client = strict_client(administrator)
    client.get("/accounts/password/")
    token = client.cookies["csrftoken"].value
    assert client.post("/accounts/logout/", {"csrfmiddlewaretoken": token}).status_code == 302
    assert "_auth_user_id" not in client.session
