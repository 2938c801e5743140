"""May this actor see this case, or move it?

The managing branch acts. The district where the site stands reads once the case was submitted. Drafts belong to
those who write them. The last signature is never an author's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from accounts.reach import Columns, Place, covered, decides, grants_of, held, managed
from accounts.roles import Role
from core.actor import Actor
from core.policy import ALLOWED, Decision, Policy, Rule, both, denied, either, system_only
from filing.models import CaseDocument, Filing, Handover
from filing.states import FilingKind, FilingState
from inspection.laddering.selectors import led_to
from rulebook.choices import LadderAction

COLUMNS = Columns("site__union_path", "site__district_id", "site__site_type", "site_id")
DOCUMENT_COLUMNS = Columns(
    "filing__site__union_path", "filing__site__district_id", "filing__site__site_type", "filing__site_id"
)

#: Roles that write: the keeper, and the street and district for him.
WRITERS = (Role.KEEPER, Role.STREET, Role.DISTRICT)

#: Who accepts on site, by the level that the pack sets for the type.
ACCEPTED_BY = {"district": Role.DISTRICT, "city": Role.CITY, "third_party": Role.CITY}


def _scope(actor: Actor) -> Q:
    return managed(actor, COLUMNS, WRITERS) | (covered(actor, COLUMNS) & Q(submitted_at__isnull=False))


def _accepts(actor: Actor, row: Filing) -> Decision:
    return _for_both_types(held(ACCEPTED_BY.get(row.acceptance_level, Role.CITY)))(actor, row)


def _not_signed_yet(actor: Actor, row: Filing) -> Decision:
    if actor.key in row.signers:
        return denied("您已在前一环节签署意见,请由另一位同志办理。")
    return ALLOWED


def _not_its_author(actor: Actor, row: Filing) -> Decision:
    if actor.key in row.writers:
        return denied("您参与过本案填报,不能作最后签批,请由另一位同志办理。")
    return ALLOWED


def _checks(actor: Actor, row: Filing) -> Decision:
    """Whoever holds the case for checking: the district, later the city."""
    return _for_both_types(held(Role.CITY if row.state == FilingState.CITY_FILING else Role.DISTRICT))(
        actor, row
    )


#: From here on others have worked on the case: the branch's district alone takes it back.
_UNDER_ACCEPTANCE = (FilingState.ACCEPTANCE, FilingState.REACCEPTANCE, FilingState.CITY_FILING)


SIGNED_FOR = (
    "本案是签批“注销备案”处置措施后建立的,只能由主管工会有签批权限的经办人撤回;有不同意见的,请与其联系。"
)


def is_signed_for(row: Filing) -> bool:
    """Whether the case was opened by the signature over a rung of the ladder that still stands."""
    return row.kind == FilingKind.CANCEL and led_to(row.site_id, LadderAction.CANCEL, row.number).exists()


def _withdraws(actor: Actor, row: Filing) -> Decision:
    """The writers until the papers were passed, then the district; a return by the city changes nothing of that.

    A cancellation that a signature opened is taken back by who could have signed: else the site undoes the signature.
    """
    if is_signed_for(row) and not decides(Role.DISTRICT)(actor, row):
        return denied(SIGNED_FOR)
    stage = row.returned_from if row.state == FilingState.RETURNED else row.state
    if stage not in _UNDER_ACCEPTANCE or held(Role.DISTRICT)(actor, row):
        return held(*WRITERS)(actor, row)
    return denied("案件已通过审核,需要撤回的,请联系主管区(市)总工会经办人办理。")


@dataclass(frozen=True)
class _AsProposed:
    """A case as if the site were of the type already that the case proposes."""

    place: Place


def _for_both_types(rule: Rule) -> Rule:
    """Whoever passes a case that moves a site to another type answers for that type too."""

    def asked(actor: Actor, row: Filing) -> Decision:
        proposed = row.version.site_type
        if proposed == row.site.site_type or rule(actor, _AsProposed(replace(row.place, site_type=proposed))):
            return rule(actor, row)
        return denied(f"本案拟改为“{row.version.type_label}”,请由同时办理该类型的同志办理。")

    return asked


def _passed_it_on(actor: Actor, row: Filing) -> Decision:
    is_own = (row.last_move or {}).get("by") == actor.key
    return ALLOWED if is_own else denied("只有刚才办理这一环节的同志可以取回。")


_signs_last = both(_for_both_types(decides(Role.CITY)), _not_its_author, _not_signed_yet)

#: An ordinary change is decided by the managing branch; where its only officer wrote it, by the city.
_decides_change = both(_for_both_types(decides(Role.DISTRICT, Role.CITY)), _not_its_author)

FILINGS: Policy[Filing] = Policy(
    Filing,
    scope=_scope,
    beside=["site"],
    rules={
        "start": held(*WRITERS),
        "edit": held(*WRITERS),
        "submit": held(*WRITERS),
        "submit_straight": held(Role.DISTRICT),
        "submit_to_city": held(Role.DISTRICT),
        "resubmit_check": held(*WRITERS),
        "resubmit_city": held(*WRITERS),
        "resubmit_on_site": held(*WRITERS),
        "answer": held(*WRITERS),
        "withdraw": _withdraws,
        "street_check": held(Role.STREET),
        "pass_check": _for_both_types(held(Role.DISTRICT)),
        "forward": _for_both_types(held(Role.DISTRICT)),
        "decide_change": _decides_change,
        "refuse_change": _decides_change,
        "mark": _checks,
        "return": _checks,
        "visit_pass": _accepts,
        "visit_fix": _accepts,
        "visit_fail": _accepts,
        "sign": both(_for_both_types(held(Role.CITY)), _not_signed_yet),
        "approve": _signs_last,
        "approve_change": _signs_last,
        "approve_cancel": _signs_last,
        "refuse": _signs_last,
        "recall_pass_check": both(held(Role.DISTRICT), _passed_it_on),
        "recall_forward": both(held(Role.DISTRICT), _passed_it_on),
        "recall_sign": both(held(Role.CITY), _passed_it_on),
        "file_scan": held(*WRITERS, Role.CITY),
        "escalate": system_only,
        "supersede": system_only,
    },
)


def _is_giver(actor: Actor, row: Handover) -> Decision:
    return ALLOWED if row.giver_id == actor.id else denied("只有移交人本人可以办理。")


def _is_taker(actor: Actor, row: Handover) -> Decision:
    return ALLOWED if row.taker_id == actor.id else denied("由接收人本人确认,您不能代为确认。")


def _handovers_within(actor: Actor) -> Q:
    """One's own, and those in the branch of a district officer."""
    reach = Q(giver_id=actor.key) | Q(taker_id=actor.key)
    for grant in grants_of(actor, [Role.DISTRICT]):
        if grant.union_path and not grant.site_types:
            reach |= Q(branch__startswith=grant.union_path)
    return reach


HANDOVERS: Policy[Handover] = Policy(
    Handover,
    scope=_handovers_within,
    rules={
        "offer": either(_is_giver, held(Role.DISTRICT)),
        "confirm": _is_taker,
        "decline": _is_taker,
        "finish": held(Role.DISTRICT),
        "take_back": either(_is_giver, held(Role.DISTRICT)),
    },
)


def _documents_in_reach(actor: Actor) -> Q:
    written = managed(actor, DOCUMENT_COLUMNS, WRITERS)
    return written | (covered(actor, DOCUMENT_COLUMNS) & Q(filing__submitted_at__isnull=False))


def _opens(actor: Actor, row: CaseDocument) -> Decision:
    """A stamped scan carries seals and signatures: only who decides takes it away."""
    return decides(Role.DISTRICT, Role.CITY)(actor, row) if row.is_scan else ALLOWED


DOCUMENTS: Policy[CaseDocument] = Policy(
    CaseDocument,
    scope=_documents_in_reach,
    rules={"open": _opens, "remove_scan": decides(Role.DISTRICT, Role.CITY)},
)


def may_start(actor: Actor, proposal: Any) -> Decision:
    """May a case be started over this union (anything with a ``place``)?"""
    return FILINGS.decide(actor, "start", proposal)
