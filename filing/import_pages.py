"""What do the pages of a list show? Rows of tables as plain values, for drafts and for existing sites."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from filing.forms.people import PUBLIC_MOBILE
from filing.imports.selectors.enrolling import lacks_words
from filing.imports.selectors.phones import mobiles_in
from filing.imports.selectors.twins import CASE_WORD, CODE_WORD
from filing.imports.services.writing import version_of
from filing.models.imports import WORKING, ImportBatch, ImportedSite, ImportState
from sites.listing import Unlisted, lacking
from sites.services.succession import differences_of
from sites.summary import hours_words, label_of, missing_mandatory, not_verified
from sites.types import site_type
from sites.vocabulary import SiteState

BATCH_COLUMNS = (
    {"label": "批次", "keep": True},
    {"label": "文件"},
    {"label": "主管工会"},
    {"label": "状态", "keep": True},
    {"label": "处数", "numeric": True},
)
MADE_COLUMNS = (
    {"label": "阵地"},
    {"label": "案件编号", "keep": True},
    {"label": "主管工会"},
    {"label": "资料"},
)
STAGED_COLUMNS = (
    {"label": "阵地"},
    {"label": "位置", "keep": True},
    {"label": "地址"},
    {"label": "开放时间"},
    {"label": "对外电话"},
    {"label": "主管工会"},
    {"label": "公众查询"},
    {"label": "资料"},
)
ENROLLED_COLUMNS = (
    {"label": "阵地"},
    {"label": "备案编号", "keep": True},
    {"label": "主管工会"},
    {"label": "公众查询"},
    {"label": "资料"},
)
UNDONE_COLUMNS = (
    {"label": "阵地"},
    {"label": "地址"},
    {"label": "原备案编号", "keep": True},
    {"label": "主管工会"},
)

SHOWN, HIDDEN = "公开", "不公开"
UNFILLED = "未填"


def batch_row(batch: ImportBatch) -> dict[str, Any]:
    return {
        "cells": [
            {"text": str(batch), "url": reverse("import-batch", args=[batch.pk])},
            {"text": batch.file_name, "sub": batch.uploader.name if batch.uploader else "系统"},
            {"text": batch.union.name},
            {"text": batch.state_label},
            {"text": str(batch.created_sites) if batch.state == ImportState.DONE else "—"},
        ]
    }


def change_row(each: ImportedSite) -> dict[str, Any]:
    """A site of the register and what the row changes in it."""
    base = each.base
    if base is None or base.site.code is None:
        return {}
    return {
        "place": f"第 {each.number} 行",
        "name": base.name,
        "code": base.site.code,
        "url": reverse("site-file", args=[base.site.code]),
        "differences": differences_of(base, version_of(each, base)),
    }


def required_words(missing: Sequence[str]) -> str:
    """Labels of the required facts that nobody has given, in the words of every list."""
    return f"必填还缺:{'、'.join(missing)}" if missing else "必填已齐"


def made_row(site: Any) -> dict[str, Any]:
    filing = site.filing
    if filing is None:
        return {"cells": [{"text": site.name, "sub": site_type(site.site_type).label}, *[{"text": "—"}] * 3]}
    missing, open_facts = missing_mandatory(filing.version), not_verified(filing.version)
    return {
        "cells": [
            {
                "text": site.name,
                "url": reverse("filing", args=[filing.number]),
                "sub": site_type(site.site_type).label,
            },
            {"text": filing.number, "sub": filing.get_kind_display()},
            {"text": site.union.name, "sub": site.district.name},
            {
                "text": required_words([label for _, label in missing]),
                "sub": f"选填未填 {len(open_facts)} 项" if open_facts else "",
            },
        ]
    }


def staged_row(site: ImportedSite) -> dict[str, Any]:
    """One site as the list would take it into the register."""
    why = Unlisted(site.unlisted).label if site.unlisted else ""
    hours = site.facts.get("hours")
    return {
        "cells": [
            {"text": site.name, "sub": site_type(site.site_type).label},
            {"text": f"第 {site.number} 行", "sub": str(SiteState(site.enters_as or SiteState.OPEN).label)},
            {"text": str(site.facts.get("address") or UNFILLED)},
            {"text": hours_words(hours) if hours else UNFILLED},
            {"text": str(site.facts.get("public_phone") or UNFILLED)},
            {"text": site.union.name, "sub": site.district.name},
            {"text": HIDDEN if why else SHOWN, "sub": why},
            {"text": required_words(lacks_words(site))},
        ]
    }


def enrolled_row(row: Any) -> dict[str, Any]:
    """One site of the list as it stands in the register today."""
    site = row.filing.site
    version = site.version
    missing = lacking(lambda name: getattr(version, f"{name}_id" if name == "district" else name))
    return {
        "cells": [
            {"text": site.name, "url": reverse("site-file", args=[site.code]), "sub": site.type_label},
            {"text": site.filing_number, "sub": site.code},
            {"text": row.union.name, "sub": row.district.name},
            {"text": SHOWN if site.is_listed else HIDDEN, "sub": site.state_label},
            {
                "text": required_words(list(map(label_of, missing))),
                **({"url": change_url(site)} if missing else {}),
            },
        ]
    }


def undone_row(row: ImportedSite) -> dict[str, Any]:
    """One site of a list that was undone: what it bore while it stood in the register."""
    return {
        "cells": [
            {"text": row.name, "sub": site_type(row.site_type).label},
            {"text": str(row.facts.get("address") or UNFILLED)},
            {"text": row.kept_number, "sub": row.kept_code},
            {"text": row.union.name, "sub": row.district.name},
        ]
    }


def linked(sentence: str) -> tuple[str, str, str, str]:
    """A question in parts: what stands before the code of a known place, the code, where it is looked at, the rest."""
    for word, page in ((CODE_WORD, "site-file"), (CASE_WORD, "filing")):
        before, said, after = sentence.partition(f"({word} ")
        code, closed, rest = after.partition(")")
        if said and closed and code:
            return f"{before}{said}", code, reverse(page, args=[code]), f"{closed}{rest}"
    return sentence, "", "", ""


def mobiles_part(batch: ImportBatch) -> dict[str, Any]:
    """What the form of a single case says of a mobile as the public telephone, for each row of a list."""
    total, rows = mobiles_in(batch)
    return {"mobiles": rows, "mobiles_total": total, "mobile_words": PUBLIC_MOBILE}


def change_url(site: Any) -> str:
    """Where missing facts are filled in."""
    return f"{reverse('filing-new')}?kind=change&site={site.code}"


def progress_of(batch: ImportBatch) -> dict[str, Any]:
    return {
        "what": batch.state_label,
        "done": batch.done_rows,
        "total": max(batch.total_rows, batch.done_rows),
        "running": batch.state in WORKING,
        "updated_at": batch.progressed_at,
        "url": reverse("import-progress", args=[batch.pk]),
        "page_url": reverse("import-batch", args=[batch.pk]),
    }
