"""Reports of the public, lodged as the page lodges them."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from inspection.models import PublicReport, ReportEntry
from inspection.reporting.services import Told, lodge_report
from sites.models import ServiceSite
from tests.factories import NOW

_networks = count(1)


def told_of(
    site: ServiceSite,
    kind: str = "locked",
    text: str = "",
    *,
    picture: bytes = b"",
    address: str = "",
    now: datetime = NOW,
) -> ReportEntry:
    """Somebody tells; each time from a network of its own, unless one is named."""
    number = next(_networks)
    address = address or f"10.{number // 250 % 250}.{number % 250}.9"
    return lodge_report(site.pk, Told(kind, text, picture), address=address, now=now)


def report_on(site: ServiceSite, kind: str = "locked", *, now: datetime = NOW) -> PublicReport:
    return told_of(site, kind, now=now).report
