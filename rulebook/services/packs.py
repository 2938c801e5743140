"""Writing, checking and publishing a measure: two officers, and nothing changes once it is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from accounts.models import Union
from core.actor import Actor
from core.audit import record
from core.workflow import TransitionRefused, attempt
from rulebook.models import LadderStep, RulePack, SignOffLevel, SubsidyTier, TimeLimit, TypeRule
from rulebook.rubric import Rubric
from rulebook.selectors import predecessor_of, scan_of, terms_of
from rulebook.services.authors import authors_with
from rulebook.services.fitting import problems_of_rows
from rulebook.services.rehearsing import digest_now, require_rehearsal
from rulebook.services.rubrics import write_rubrics
from rulebook.term_checks import gaps_of, problems_of, table_problems_of
from rulebook.terms import COLUMNS, Terms
from rulebook.text_checks import personal_in_terms
from rulebook.transitions import PACK
from rulebook.wording import differences


class BadPack(ValueError):
    """The terms contradict themselves or another version; ``problems`` are sentences for the editor."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def create_pack(terms: Terms, *, issuer: Union, actor: Actor, now: datetime) -> RulePack:
    """A new draft with the next number of its issuer and family. Raises ``BadPack``."""
    pack = RulePack(issuer=issuer, number=0, **_columns(terms))
    with attempt(actor, "pack.create", pack, now=now, label="新建管理办法版本"):
        Union.objects.select_for_update().get(pk=issuer.pk)  # numbers are drawn one after another
        PACK.policy.require(actor, "create", pack)
        _refuse_bad(terms, pack)
        siblings = RulePack.objects.filter(issuer=issuer, family=terms.family)
        pack.number = (siblings.aggregate(last=Max("number"))["last"] or 0) + 1
        pack.author_ids, pack.author_names = authors_with(pack, actor)
        pack.save(force_insert=True)
        _write_rows(pack, terms)
        record(actor, "pack.create", pack, now=now, label="新建管理办法版本", after=pack.state)
    return pack


def edit_pack(pk: int, terms: Terms, *, actor: Actor, now: datetime, seen: int | None = None) -> RulePack:
    """Replace all that a draft says; whoever edits becomes one of its authors. Raises ``BadPack``."""
    with PACK.step(pk, "edit", actor=actor, now=now, seen=seen) as step:
        _refuse_bad(terms, step.row)
        step.changes = differences(terms_of(step.row), terms)
        ids, names = authors_with(step.row, actor)
        RulePack.objects.filter(pk=pk).update(**_columns(terms), author_ids=ids, author_names=names)
        _clear_rows(step.row)
        _write_rows(step.row, terms)
    return RulePack.objects.get(pk=pk)


def edit_rubric(pk: int, table: Rubric, *, actor: Actor, now: datetime, seen: int | None = None) -> RulePack:
    """Replace one scoring table of a draft, the rest stays. Raises ``BadPack``."""
    terms = terms_of(RulePack.objects.get(pk=pk))
    tables = tuple(table if each.site_type == table.site_type else each for each in terms.rubrics)
    return edit_pack(pk, replace(terms, rubrics=tables), actor=actor, now=now, seen=seen)


def check_pack(pk: int, *, actor: Actor, now: datetime, seen: int | None = None) -> RulePack:
    """The second officer has compared the draft with the printed document."""
    fields: dict[str, Any] = {"checked_by_id": actor.id, "checked_by_name": actor.name, "checked_at": now}
    with PACK.step(pk, "check", actor=actor, now=now, seen=seen, **fields) as step:
        terms = terms_of(step.row)
        gaps = gaps_of(
            terms, has_scan=scan_of(step.row) is not None, is_successor=predecessor_of(step.row) is not None
        )
        if gaps:
            raise TransitionRefused(f"未能核对:还缺少{'、'.join(gaps)},请补充后再核对。")
        if problems := table_problems_of(terms):
            raise TransitionRefused("\n".join(["未能核对,请先改正评分表:", *problems]))
    return step.row


def return_pack(pk: int, *, note: str, actor: Actor, now: datetime) -> RulePack:
    """Back to the authors, with the reason."""
    fields: dict[str, Any] = {"checked_by_id": None, "checked_by_name": "", "checked_at": None}
    with PACK.step(pk, "return_to_draft", actor=actor, now=now, note=note, **fields) as step:
        return step.row


def publish_pack(pk: int, *, actor: Actor, now: datetime, seen: int | None = None) -> RulePack:
    """From now on the database refuses any change; the digest covers all that the pack says."""
    fields: dict[str, Any] = {"published_at": now, "digest": digest_now}
    with PACK.step(pk, "publish", actor=actor, now=now, seen=seen, **fields) as step:
        require_rehearsal(step.row)
        step.details["digest"] = step.row.digest
    return step.row


def copy_pack(pk: int, *, actor: Actor, now: datetime, effective_from: date | None = None) -> RulePack:
    """A new draft that says the same; see ``successor_of``."""
    terms = successor_of(pk, now=now, effective_from=effective_from)
    issuer = RulePack.objects.select_related("issuer").get(pk=pk).issuer
    return create_pack(terms, issuer=issuer, actor=actor, now=now)


def successor_of(pk: int, *, now: datetime, effective_from: date | None = None) -> Terms:
    """The terms with which the next version begins; the printed document's own facts are left to be filled in.

    Without ``effective_from`` it takes the next 1 January that is later than every version of its family.
    """
    source = RulePack.objects.get(pk=pk)
    family = RulePack.objects.filter(issuer_id=source.issuer_id, family=source.family)
    latest = family.aggregate(last=Max("effective_from"))["last"]
    return replace(
        terms_of(source),
        effective_from=effective_from or date(max(latest.year, now.year) + 1, 1, 1),
        document_number="",
        issued_on=None,
        trial_until=None,
        change_notes="",
    )


def _columns(terms: Terms) -> dict[str, object]:
    return {name: getattr(terms, name) for name in COLUMNS}


def _refuse_bad(terms: Terms, pack: RulePack) -> None:
    problems = [*problems_of(terms), *personal_in_terms(terms)]
    if terms.family != pack.family:
        problems.append("版本的适用范围不能修改,请另建版本。")
    same_day = RulePack.objects.filter(
        issuer=pack.issuer, family=terms.family, effective_from=terms.effective_from
    )
    if same_day.exclude(pk=pack.pk).exists():
        problems.append("该适用范围已有同一施行日期的版本,请改用其他施行日期或修改原有草稿。")
    problems = problems or problems_of_rows(terms)
    if problems:
        raise BadPack(problems)


def _clear_rows(pack: RulePack) -> None:
    for rows in (pack.limits, pack.levels, pack.type_rules, pack.subsidy_tiers, pack.ladder):
        rows.all().delete()


def _write_rows(pack: RulePack, terms: Terms) -> None:
    """The rows below a pack, in the order they were given."""
    TimeLimit.objects.bulk_create(TimeLimit(pack=pack, **vars(limit)) for limit in terms.limits)
    SignOffLevel.objects.bulk_create(
        SignOffLevel(pack=pack, order=order, name=name) for order, name in enumerate(terms.sign_off_levels, 1)
    )
    TypeRule.objects.bulk_create(TypeRule(pack=pack, **vars(rule)) for rule in terms.type_rules)
    SubsidyTier.objects.bulk_create(SubsidyTier(pack=pack, **vars(tier)) for tier in terms.subsidy_tiers)
    LadderStep.objects.bulk_create(LadderStep(pack=pack, **vars(step)) for step in terms.ladder)
    write_rubrics(pack, terms.rubrics)
