"""How does a row of the register or of a keeper's sites look in a table? Values for the component, no query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse

from core.addresses import address_of
from core.templatetags.portal import cn_date
from sites.announced import NOTHING, Announced
from sites.door import Doors, text_of
from sites.models import ServiceSite
from sites.vocabulary import Access

REGISTER_COLUMNS = [
    {"label": "阵地", "sort": "name"},
    {"label": "类型"},
    {"label": "区(市)", "keep": True},
    {"label": "主管工会"},
    {"label": "状态", "keep": True},
    {"label": "开放对象", "keep": True},
    {"label": "备案日期", "sort": "filed", "keep": True},
    {"label": "更新日期", "sort": "updated", "keep": True},
]

KEEPER_COLUMNS = [{"label": "阵地"}, {"label": "状态", "keep": True}, {"label": "现在"}]

#: The colour of a state, beside its word.
_TAGS = {"open": "open", "suspended": "limited", "rectifying": "limited", "cancelled": "closed"}


_ACCESS = {str(code): str(label) for code, label in Access.choices}


def _state(site: ServiceSite) -> dict[str, str]:
    return {"text": site.state_label, "tag": _TAGS.get(site.state, "plain")}


def file_url(site: ServiceSite) -> str:
    """The site's file; a site without a code has none yet."""
    return address_of("site-file", site.code) if site.code else ""


def register_rows(sites: Iterable[Any]) -> list[dict[str, Any]]:
    """One row a site of ``selectors.register_within``, in the order of ``REGISTER_COLUMNS``."""
    return [
        {
            "cells": [
                {"text": str(site), "url": file_url(site), "sub": site.filing_number or ""},
                {"text": site.type_label},
                {"text": site.district_name},
                {"text": site.managing_union.short_name or site.managing_union.name},
                _state(site),
                {"text": _ACCESS.get(site.access, "")},
                {"text": cn_date(site.filed_on) or "—"},
                {"text": cn_date(site.updated_at)},
            ]
        }
        for site in sites
    ]


def keeper_rows(
    sites: Iterable[ServiceSite], doors: Doors, announced: Mapping[int, Announced]
) -> list[dict[str, Any]]:
    """A keeper's own sites: which, in which state, what the public reads at the door now, what to tell at once."""
    return [
        {
            "cells": [
                {"text": str(site), "url": file_url(site), "sub": site.type_label},
                _state(site),
                {"text": _door_line(site, doors, announced.get(site.pk, NOTHING))},
            ],
            "actions": [
                ("登记使用", reverse("site-use", args=[site.code])),
                *_notices(site, announced.get(site.pk, NOTHING)),
            ],
        }
        for site in sites
    ]


def _notices(site: ServiceSite, announced: Announced) -> list[tuple[str, str]]:
    """The one notice that is most likely needed, and the way to the others."""
    url = reverse("site-notices", args=[site.code])
    first = ("恢复开放", "reopening") if announced.closures else ("临时停开", "closure")
    return [(first[0], f"{url}?kind={first[1]}#form"), ("其他公告", url)]


def _door_line(site: ServiceSite, doors: Doors, announced: Announced) -> str:
    version = site.version
    if version is None:
        return "—"
    door = doors.door(
        state=site.state,
        access=site.access,
        hours_text=text_of(version.hours),
        phone=version.public_phone,
        announced=announced,
    )
    return ";".join((door.staff_line or door.line, *door.ahead))
