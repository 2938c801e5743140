"""What does the file of one site hold? Facts by section, next step, parts of other apps, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.reach import working_grants
from core.actor import Actor
from core.audit import history_about
from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from core.registry import NEXT_STEPS, NextStep, panels_at
from core.templatetags.portal import cn_date
from core.walls import entries_seen
from filing.models import Filing
from filing.policy import WRITERS, may_start
from filing.selectors import cases_about
from filing.states import OPEN_CASES, FilingKind
from sites.models import HostAgreement, ServiceSite, SiteVersion
from sites.sections import SECTIONS, Section
from sites.selectors import agreements_of, keeping
from sites.selectors.people import Keeping
from sites.summary import lines_of
from sites.vocabulary import IN_USE

#: Where apps below put their parts: ``build`` gets the actor, the site and the moment.
PLACE = "site-file"

#: Entries of the history at first sight; all of them on demand, up to a bound.
FIRST_ENTRIES = 30
MOST_ENTRIES = 1_000
MOST_CASES = 20


@dataclass(frozen=True)
class FactSection:
    """One section of the facts, for a summary list. ``left_out`` names optional facts that nobody gave."""

    code: str
    title: str
    rows: list[dict[str, str]]
    left_out: list[str]


@dataclass(frozen=True)
class SiteFile:
    """Everything the page shows."""

    site: ServiceSite
    next_step: NextStep | None
    cases: list[Filing]
    sections: list[FactSection]
    panels: list[tuple[str, Mapping[str, Any]]]
    keepers: list[Keeping]
    agreements: list[HostAgreement]
    history: list[AuditEntry]
    has_more_history: bool


def fact_sections(site: ServiceSite) -> list[FactSection]:
    """The facts of the version in force, section by section."""
    version = site.version
    if version is None:
        return []
    version.site = site
    return [_fact_section(version, section) for section in SECTIONS]


def _fact_section(version: SiteVersion, section: Section) -> FactSection:
    """What is known or expected, line by line; an optional fact that nobody gave is only named."""
    wanted = section.mandatory | section.expected
    of_type = {fact.label for fact in version.kind.facts if fact.expected}
    lines = lines_of(version, section)
    shown = [line for line in lines if not line.is_blank or line.name in wanted or line.label in of_type]
    return FactSection(
        section.code,
        section.title,
        [{"label": line.label, "value": "" if line.is_blank else line.text} for line in shown],
        [line.label for line in lines if line not in shown],
    )


def _next_step(site: ServiceSite, cases: list[Filing], now: datetime) -> NextStep | None:
    """Of the open case, if there is one; else of the site itself."""
    rows = [*(case for case in cases if case.state in OPEN_CASES), site]
    steps = (tell(row, now) for row in rows for tell in NEXT_STEPS)
    return next((step for step in steps if step is not None), None)


def page_head(site: ServiceSite, actor: Actor) -> dict[str, Any]:
    """What the head of the page says besides the name, and where its facts are changed."""
    new = reverse("filing-new")
    kinds = (FilingKind.CHANGE, FilingKind.CANCEL)
    may_write = site.state in IN_USE and may_start(actor, site)
    cases = [(kind.label, f"{new}?kind={kind.value}&site={site.code}") for kind in kinds if may_write]
    if may_write and any(grant.union_path for grant in working_grants(actor, WRITERS)):
        again = f"kind={FilingKind.REGISTER.value}&type={site.site_type}&like={site.code}"
        cases.append(("复制相近阵地", f"{new}?{again}"))
    public = [
        ("公众页面", reverse("site-page", args=[site.code])),
        ("二维码", reverse("site-qr", args=[site.code])),
    ]
    return {
        "crumbs": [("阵地", reverse("sites"))],
        "lead": f"{site.type_label} · {site.district.name} · {site.managing_union.name}",
        "more": [
            ("门口办理", reverse("site-door", args=[site.code])),
            ("运营公告", reverse("site-notices", args=[site.code])),
            *cases,
            *public,
        ]
        if site.code
        else [],
    }


def register_facts(site: ServiceSite) -> list[dict[str, str]]:
    """What the decision gave the site, and who confirmed it last."""
    confirmed = " ".join(filter(None, (site.confirmed_by, cn_date(site.confirmed_on))))
    listed = "公开展示" if site.is_listed else "不在公众列表,扫码可见"
    rows = (
        ("阵地编码", site.code or ""),
        ("备案编号", site.filing_number or ""),
        ("备案日期", cn_date(site.filed_on)),
        ("最近核实", confirmed),
        ("公众列表", listed),
    )
    return [{"label": label, "value": value} for label, value in rows]


def gather_file(site: ServiceSite, actor: Actor, now: datetime, *, whole_history: bool = False) -> SiteFile:
    """The file of a site that this person may see."""
    shown = MOST_ENTRIES if whole_history else FIRST_ENTRIES
    entries = list(history_about(site.audit_about).filter(entries_seen(actor))[: shown + 1])
    cases = list(cases_about(actor, site)[:MOST_CASES])
    for case in cases:
        case.site = site
    return SiteFile(
        site=site,
        next_step=_next_step(site, cases, now),
        cases=cases,
        sections=fact_sections(site),
        panels=panels_at(PLACE, actor, site, now),
        keepers=keeping(site, now.astimezone(LEGAL_ZONE).date()),
        agreements=list(agreements_of(site)),
        history=entries[:shown],
        has_more_history=len(entries) > shown and not whole_history,
    )
