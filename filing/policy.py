"""May this actor see this case, or move it?

The managing branch acts. The district where the site stands reads once the case was submitted. Drafts belong to
those who write them. The last signature is never an author's.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.reach import Columns, covered, decides, held, managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied
from filing.models import Filing
from inspection.models import Verdict

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")

#: Roles that write: the keeper, and the street and district for him.
WRITERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)

#: Who accepts on site, by the level that the pack sets for the type.
ACCEPTED_BY = {"district": Role.DISTRICT, "city": Role.CITY, "third_party": Role.CITY}


def _scope(actor: Actor) -> Q:
    return managed(actor, COLUMNS, WRITERS) | (covered(actor, COLUMNS) & Q(submitted_at__isnull=False))


def _accepts(actor: Actor, row: Filing) -> Decision:
    return held(ACCEPTED_BY.get(row.acceptance_level, Role.CITY))(actor, row)


def _street_check_is_open(actor: Actor, row: Filing) -> Decision:
    if not row.needs_street_check:
        return denied("本事项不需要街道(镇)初审。")
    return denied("街道(镇)已完成初审。") if row.street_checked_at else ALLOWED


def _street_check_is_done(actor: Actor, row: Filing) -> Decision:
    if row.needs_street_check and not row.street_checked_at:
        return denied("请先由街道(镇)工会完成初审。")
    return ALLOWED


def _not_signed_yet(actor: Actor, row: Filing) -> Decision:
    if row.sign_offs.filter(user_id=actor.key).exists():
        return denied("您已在前一环节签署意见,请由另一位同志办理。")
    return ALLOWED


def _not_its_author(actor: Actor, row: Filing) -> Decision:
    if row.authors.filter(user_id=actor.key).exists():
        return denied("您参与过本案填报,不能作最后签批,请由另一位同志办理。")
    return ALLOWED


def _level_is(last: bool) -> Rule:
    def rule(actor: Actor, row: Filing) -> Decision:
        at_last = row.signed_levels >= row.sign_levels - 1
        if at_last == last:
            return ALLOWED
        return denied("前一环节尚未签署意见。" if last else "本案已到最后签批环节。")

    return rule


def _was_found_fit(actor: Actor, row: Filing) -> Decision:
    if row.last_visit is None or row.last_visit.verdict != Verdict.PASS:
        return denied("最近一次实地验收结论不是“合格”,不能同意备案。")
    return ALLOWED


_signs_last = both(decides(Role.CITY), _not_its_author, _not_signed_yet, _level_is(last=True))

FILINGS: Policy[Filing] = Policy(
    Filing,
    scope=_scope,
    rules={
        "start": held(*WRITERS),
        "edit": held(*WRITERS),
        "submit": held(Role.KEEPER, Role.STREET),
        "submit_straight": held(Role.DISTRICT),
        "withdraw": held(*WRITERS),
        "street_check": both(held(Role.STREET), _street_check_is_open),
        "pass_check": both(held(Role.DISTRICT), _street_check_is_done),
        "return_check": held(Role.DISTRICT),
        "return_city": held(Role.CITY),
        "visit_pass": _accepts,
        "visit_fix": _accepts,
        "visit_fail": _accepts,
        "sign": both(held(Role.CITY), _not_signed_yet, _level_is(last=False)),
        "approve": both(_signs_last, _was_found_fit),
        "refuse": _signs_last,
    },
)


def may_start(actor: Actor, proposal: Any) -> Decision:
    """May a case be started over this union (anything with a ``place``)?"""
    return FILINGS.decide(actor, "start", proposal)
