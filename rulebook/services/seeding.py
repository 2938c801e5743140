"""The measures that come with the portal: entered by the system, and offered as drafts to offices that run already."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from accounts.models import Union
from core.actor import Actor
from rulebook.choices import Family
from rulebook.models import RulePack
from rulebook.pack_files import read_terms
from rulebook.rubric import Rubric
from rulebook.rubric_files import read_rubric
from rulebook.seeds import pack_texts, rubric_text, tier_text
from rulebook.services.packs import BadPack, check_pack, create_pack, publish_pack, successor_of
from rulebook.services.rehearsing import rehearse_pack
from rulebook.terms import SubsidyTier, Terms

#: What a sample says of itself in an office that has only just been set up.
SAMPLE_NOTE = (
    "随系统提供的试用样表,自启用之日起试用,不是本工会印发的文件;"
    "请由两名经办人按印发原件录入、核对并公布正式版本。"
)
#: The samples have scoring tables from this day on; before it they had none.
TABLES_FROM = date(2026, 1, 1)
TABLES_NOTE = "增加各类阵地的试用评分表,其余条款不变。"
TIERS_NOTE = "补助档次为试用样表,使用前请按本地文件修改。"
ALL_THERE = "这一版本的各个阵地类型都已有评分表,不需要另建草稿。"


def seed_packs(
    issuer: Union,
    *,
    actor: Actor,
    now: datetime,
    effective_from: date | None = None,
    with_tables: bool = True,
) -> list[RulePack]:
    """The sample measures, published, for families in which the issuer has no version; a second run adds nothing.

    The system enters them: nobody has compared a sample with a printed document. Each family has a version without
    scoring tables and its successor with them; the first alone without ``with_tables``: there inspectors say themselves
    whether a site is fit. With ``effective_from`` there is one that has tables and counts from that day; it says of
    itself that it is the portal's sample, not this union's document.
    """
    published: list[RulePack] = []
    for text in pack_texts():
        terms = read_terms(text, issuer=issuer.name)
        if RulePack.objects.filter(issuer=issuer, family=terms.family).exists():
            continue
        published += [
            _publish(each, issuer, actor=actor, now=now)
            for each in _versions(terms, effective_from, with_tables=with_tables)
        ]
    return published


def draft_with_tables(
    pk: int, *, actor: Actor, now: datetime, effective_from: date | None = None
) -> RulePack:
    """A successor in draft with the sample table of each type that has none; nothing is published by it.

    Without ``effective_from`` it takes the day that ``successor_of`` proposes. Raises ``BadPack`` where no table is lacking.
    """
    terms = successor_of(pk, now=now, effective_from=effective_from)
    with_tables = replace(terms, change_notes=TABLES_NOTE, rubrics=_with_samples(terms))
    if with_tables.rubrics == terms.rubrics:
        raise BadPack([ALL_THERE])
    issuer = RulePack.objects.select_related("issuer").get(pk=pk).issuer
    return create_pack(with_tables, issuer=issuer, actor=actor, now=now)


def _versions(terms: Terms, effective_from: date | None, *, with_tables: bool) -> list[Terms]:
    if not with_tables:
        return [terms]
    tables = _with_samples(terms)
    if effective_from is None:
        newest = replace(
            terms,
            effective_from=TABLES_FROM,
            change_notes=f"{TABLES_NOTE}{TIERS_NOTE}",
            rubrics=tables,
            subsidy_tiers=terms.subsidy_tiers or _sample_tiers(terms),
        )
        return [terms, newest]
    title = f"{Family(terms.family).label}管理办法(试用)"
    return [
        replace(terms, effective_from=effective_from, title=title, note=SAMPLE_NOTE, rubrics=tables),
    ]


def _with_samples(terms: Terms) -> tuple[Rubric, ...]:
    """The tables of these terms, and the sample of each type without one."""
    there = {rubric.site_type for rubric in terms.rubrics}
    lacking = (rule.site_type for rule in terms.type_rules if rule.site_type not in there)
    samples = (_sample_table(site_type) for site_type in lacking)
    return (*terms.rubrics, *(table for table in samples if table))


def _sample_tiers(terms: Terms) -> tuple[SubsidyTier, ...]:
    """Sample amounts for the types that these terms rule; an office that works in earnest starts without any."""
    ruled = {rule.site_type for rule in terms.type_rules}
    rows = tomllib.loads(tier_text())["subsidy"]
    return tuple(SubsidyTier(**row) for row in rows if row["site_type"] in ruled)


@lru_cache(maxsize=32)
def _sample_table(site_type: str) -> Rubric | None:
    text = rubric_text(site_type)
    if text is None:
        return None
    (row,) = tomllib.loads(text, parse_float=Decimal)["rubric"]
    problems: list[str] = []
    table = read_rubric(row, problems)
    if problems:
        raise BadPack(problems)
    return table


def _publish(terms: Terms, issuer: Union, *, actor: Actor, now: datetime) -> RulePack:
    pack = create_pack(terms, issuer=issuer, actor=actor, now=now)
    check_pack(pack.pk, actor=actor, now=now)
    rehearse_pack(pack.pk, actor=actor, now=now)
    return publish_pack(pack.pk, actor=actor, now=now)
