"""A site that a keeper works at, in an office with its days off, and the one check whose findings climb."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.checks import Check
from inspection.models import Consequence
from sites.models import ServiceSite
from tests.factories import Office
from tests.inspection.ladders import announced_on, calendared_office, kept_site, known_check


@pytest.fixture(autouse=True)
def check() -> Iterator[Check]:
    with known_check() as known:
        yield known


@pytest.fixture
def office() -> Office:
    return calendared_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return kept_site(office)


@pytest.fixture
def announced(site: ServiceSite) -> Consequence:
    return announced_on(site)
