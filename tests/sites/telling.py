"""How a notice is told through the page and read again, for tests of notices and supplies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.test import Client

from rulebook.selectors import load_calendar
from sites.models import ServiceSite
from sites.public import PublicPage, public_page
from sites.selectors import announced_on, photos_of, supplies_in
from tests.office import NOW, form_at


def fresh(site: ServiceSite) -> ServiceSite:
    return ServiceSite.objects.select_related("version", "district").get(pk=site.pk)


def page_of(site: ServiceSite, moment: datetime = NOW) -> PublicPage:
    """What the public reads at a moment."""
    site = fresh(site)
    assert site.version is not None
    return public_page(
        site,
        site.version,
        photos_of(site.version),
        calendar=load_calendar(),
        now=moment,
        announced=announced_on(site),
        supplies=supplies_in(site.standing_notices, site.kind),
    )


def notices_at(site: ServiceSite, kind: str = "") -> str:
    """The address of the page of notices."""
    return f"/desk/sites/{site.code}/notices/" + (f"?kind={kind}" if kind else "")


def sent(client: Client, site: ServiceSite, kind: str, **typed: str) -> Any:
    """What a browser sends after these fields were typed over."""
    form = form_at(client, notices_at(site, kind), holding="kind")
    return client.post(notices_at(site), {**form.fields, **typed})
