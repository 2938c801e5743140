"""Which sites of the register are meant by the codes of a list? Only those that the officer may change."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.models import Union
from accounts.reach import Columns, managed
from core.actor import Actor
from filing.models import Filing
from filing.policy import WRITERS
from filing.states import FilingKind, FilingState
from sites.ledger.columns import columns_of, line_of
from sites.models import ServiceSite, SiteVersion
from sites.sheets.columns import FACT, UNION
from sites.sheets.names import plain_name
from sites.sheets.standing import Standing
from sites.vocabulary import IN_USE, SiteState

_COLUMNS = Columns()

#: Columns of the ledger that a list calls otherwise.
_RENAMED = {"managing_union": UNION}


def sites_to_change(actor: Actor, union: Union) -> QuerySet[ServiceSite]:
    """Sites of the branch for which the list is taken in, over which the actor may begin a change."""
    rows = ServiceSite.objects.filter(union_path__startswith=union.path or "-", version__isnull=False)
    return rows if actor.is_system else rows.filter(managed(actor, _COLUMNS, WRITERS))


def changes_begun(sites: Iterable[int]) -> QuerySet[Filing]:
    """Drafts of changes of these sites: each site has one at most."""
    return Filing.objects.filter(site__in=list(sites), state=FilingState.DRAFT, kind=FilingKind.CHANGE)


def standing_by_code(codes: Collection[str], union: Union, actor: Actor) -> dict[str, Standing]:
    """What stands under each code within reach; two queries, none without a code."""
    if not codes:
        return {}
    rows = sites_to_change(actor, union).filter(code__in=codes).order_by()
    rows = rows.select_related("version__district", "managing_union")
    sites = list(rows.defer("search", "public_search", "managing_union__search"))
    begun = dict(changes_begun([site.pk for site in sites]).values_list("site_id", "number"))
    return {
        site.code: _standing(site, site.version, begun.get(site.pk, ""))
        for site in sites
        if site.code and site.version
    }


def _standing(site: ServiceSite, version: SiteVersion, draft: str) -> Standing:
    union = site.managing_union
    return Standing(
        version=version.pk,
        site_type=site.site_type,
        union=union.pk,
        union_name=union.name,
        union_names=frozenset(
            plain_name(name) for name in (union.name, union.short_name, union.code) if name
        ),
        district=version.district_id,
        written=_written(site, version),
        stored={
            field.name: _plain(getattr(version, field.attname)) for field in version._meta.concrete_fields
        },
        why_not=_why_not(site, draft),
    )


def _written(site: ServiceSite, version: SiteVersion) -> dict[str, Any]:
    """The row of the ledger by the columns of a list."""
    line = line_of(site, version)
    return {
        f"{FACT}{column.label}"
        if column.code.startswith("type.")
        else _RENAMED.get(column.code, column.code): column.value(line)
        for column in columns_of(site.site_type)
    }


def _plain(value: Any) -> Any:
    """As rows are understood: days in ISO form, degrees with six decimals."""
    if isinstance(value, Decimal):
        return f"{value:.6f}"
    return value.isoformat() if isinstance(value, date) else value


def _why_not(site: ServiceSite, draft: str) -> str:
    if site.state not in IN_USE:
        return (
            f"该阵地目前为“{SiteState(site.state).label}”,不能办理变更备案。请核对编码,或选择“整行不导入”。"
        )
    if draft:
        return f"该阵地已有一件变更备案草稿(案件编号 {draft})。请先提交或撤回该草稿,或选择“整行不导入”。"
    return ""
