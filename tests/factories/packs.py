"""Packs in any state, made by the services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from accounts.models import Union
from core.actor import SYSTEM
from rulebook import services as rulebook
from rulebook.models import PackRecord, RulePack
from rulebook.selectors import terms_of
from rulebook.services import attach_scan, check_pack, create_pack, publish_pack, rehearse_pack
from rulebook.terms import Limit, Terms, TypeTerms
from tests.factories.people import NOW
from tests.pdfs import plain_pdf
from tests.remembered import remembered

#: The holidays that come with the portal, for the fixtures of worlds.
seed_calendars = remembered(rulebook.seed_calendars)

TERMS = Terms(
    family="women",
    title="女职工关爱服务阵地建设管理办法",
    effective_from=date(2026, 1, 1),
    document_number="青工发〔2025〕30号",
    issued_on=date(2025, 12, 1),
    limits=(Limit(code="district_check", name="区(市)审核", days=5),),
    sign_off_levels=("经办(复核)", "签批"),
    type_rules=(TypeTerms(site_type="nursing_room", name="爱心妈妈小屋", area_warn_tenths=100),),
    change_notes="首个版本,按印发原件录入。",
)
#: Stands for a printed document.
SCAN = plain_pdf("document")


@remembered
def draft_pack(issuer: Union, **changes: object) -> RulePack:
    terms = replace(TERMS, **changes)  # type: ignore[arg-type]  # terms by name
    return create_pack(terms, issuer=issuer, actor=SYSTEM, now=NOW)


def with_scan(pack: RulePack) -> RulePack:
    """The draft with its printed document beside it."""
    attach_scan(pack.pk, SCAN, actor=SYSTEM, now=NOW)
    return RulePack.objects.get(pk=pack.pk)


@remembered
def publish(pack: RulePack) -> RulePack:
    """All that stands between a draft and its publication, done by the system."""
    if not pack.is_sample:
        with_scan(pack)
    check_pack(pack.pk, actor=SYSTEM, now=NOW)
    rehearse_pack(pack.pk, actor=SYSTEM, now=NOW)
    return publish_pack(pack.pk, actor=SYSTEM, now=NOW)


@remembered
def published_pack(issuer: Union, **changes: object) -> RulePack:
    return publish(draft_pack(issuer, **changes))


def pack_now(family: str, issuer: Union | None = None) -> RulePack:
    """The latest version of a family that counts on the day of the tests."""
    packs = RulePack.objects.filter(family=family, effective_from__lte=NOW.date(), state="published")
    if issuer is not None:
        packs = packs.filter(issuer=issuer)
    return packs.latest("effective_from")


@remembered
def succeed(pack: RulePack, effective_from: date, **terms: Any) -> RulePack:
    """A published successor that differs in ``terms``."""
    terms.setdefault("change_notes", "按新规定修改。")
    following = replace(terms_of(pack), effective_from=effective_from, **terms)
    return publish(create_pack(following, issuer=pack.issuer, actor=SYSTEM, now=NOW))


def repeal(pack: RulePack, first: date) -> PackRecord:
    """The confirmed document from whose first day on a published pack holds no more."""
    by = {"entered_by_name": "登记人", "entered_at": NOW, "confirmed_by_name": "核对人", "confirmed_at": NOW}
    said = {"document_number": "青工发〔2026〕8号", "reason": "清理文件。", "state": "confirmed"}
    return PackRecord.objects.create(pack=pack, kind="repeal", day=first, **said, **by)
