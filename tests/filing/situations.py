"""Every situation of a case, who has which right in it, where each edge leads: the tables that the tests of the machine go through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from core.actor import Actor
from filing import services
from filing.models import Filing
from filing.transitions import FILING, RECALLS
from tests.factories import (
    NOW,
    visit_facts,
)

#: From this day on the street looks first.
WITH_STREET_CHECK = NOW + timedelta(days=7)


WRITERS = {"keeper", "site_keeper", "street", "district"}


CITY = {"city", "city_plain", "city_signed", "city_author"}


ALL_ROLES = {
    *WRITERS,
    *CITY,
    "other_keeper",
    "other_street",
    "other_district",
    "standing_district",
    "metro",
    "other_type_city",
    "other_installation_city",
    "auditor",
    "finance",
    "reviewer",
    "administrator",
    "expired_district",
    "nobody",
}


#: Situation → how a draft written by the keeper gets there. ``@`` asks for another type, measure or kind.
SITUATIONS = {
    "draft": "",
    "district_check": "submit",
    "gap_noted": "submit note",
    "street_check_open": "@street submit",
    "street_check_done": "@street submit street_check",
    "returned": "submit return",
    "answered": "submit return answer",
    "mended": "submit return answer submit",
    "settled": "submit return answer submit settle",
    "acceptance": "submit pass_check",
    "acceptance_by_city": "@childcare submit pass_check",
    "reacceptance": "submit pass_check visit_fix",
    "city_first_level": "submit pass_check visit_pass",
    "city_last_level": "submit pass_check visit_pass sign",
    "city_last_level_unfit": "submit pass_check visit_fail sign",
    "city_gap_noted": "submit pass_check visit_pass note",
    "returned_by_city": "submit pass_check visit_pass return",
    "filed": "submit pass_check visit_pass sign approve",
    "refused": "submit pass_check visit_fail sign refuse",
    "withdrawn": "submit withdraw",
    "change_draft": "@change",
    "change_check": "@change submit",
    "change_on_site": "@change @important submit pass_check",
    "change_last_level": "@change @important submit pass_check visit_pass sign",
    "cancel_draft": "@cancel",
    "cancel_check": "@cancel submit",
    "cancel_first_level": "@cancel submit forward",
    "cancel_last_level": "@cancel submit forward sign",
}


_CHECK = {"mark": {"district"}, "withdraw": WRITERS}


_ON_SITE = {
    "visit_pass": {"district"},
    "visit_fix": {"district"},
    "visit_fail": {"district"},
    "withdraw": {"district"},
}


_BY_CITY = {"visit_pass": CITY, "visit_fix": CITY, "visit_fail": CITY, "withdraw": {"district"}}


_AT_CITY = {"mark": CITY, "withdraw": {"district"}}


_DECIDERS = {"district", "city", "city_signed"}


#: Whoever passed it on last takes it back.
_RECALLED = {"recall_pass_check": {"district"}}


_UNSIGNED = {"recall_sign": {"city_signed"}}


#: Situation → action → who may. What is not written here is refused.
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {"edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "district_check": {**_CHECK, "pass_check": {"district"}},
    "gap_noted": {**_CHECK, "return": {"district"}},
    "street_check_open": {**_CHECK, "street_check": {"street"}},
    "street_check_done": {**_CHECK, "pass_check": {"district"}},
    "returned": {"edit": WRITERS, "answer": WRITERS, "withdraw": WRITERS},
    "answered": {"edit": WRITERS, "answer": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "mended": {**_CHECK, "judge": {"district"}},
    "settled": {**_CHECK, "pass_check": {"district"}},
    "acceptance": {**_ON_SITE, **_RECALLED},
    "acceptance_by_city": {**_BY_CITY, **_RECALLED},
    "reacceptance": _ON_SITE,
    "city_first_level": {**_AT_CITY, "sign": CITY},
    "city_last_level": {**_AT_CITY, **_UNSIGNED, "approve": {"city"}, "refuse": {"city"}},
    "city_last_level_unfit": {**_AT_CITY, **_UNSIGNED, "refuse": {"city"}},
    "city_gap_noted": {**_AT_CITY, "return": CITY},
    "returned_by_city": {"edit": WRITERS, "answer": WRITERS, "withdraw": {"district"}},
    "filed": {},
    "refused": {},
    "withdrawn": {},
    "change_draft": {"edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "change_check": {**_CHECK, "decide_change": _DECIDERS, "refuse_change": _DECIDERS},
    "change_on_site": {**_ON_SITE, **_RECALLED},
    "change_last_level": {**_AT_CITY, **_UNSIGNED, "approve_change": {"city"}, "refuse": {"city"}},
    "cancel_draft": {"edit": WRITERS, "submit": WRITERS, "withdraw": WRITERS},
    "cancel_check": {**_CHECK, "forward": {"district"}},
    "cancel_first_level": {**_AT_CITY, "sign": CITY, "recall_forward": {"district"}},
    "cancel_last_level": {**_AT_CITY, **_UNSIGNED, "approve_cancel": {"city"}, "refuse": {"city"}},
}


#: Action → who has the right over this case when it is in no state for the action: they read what stands (409),
#: everybody else that it is not theirs (403). ``city_signed`` signed where a level was signed.
HAS_THE_RIGHT = {
    "edit": WRITERS,
    "submit": WRITERS,
    "answer": WRITERS,
    "withdraw": {"district"},
    "street_check": {"street"},
    "pass_check": {"district"},
    "forward": {"district"},
}


#: Where a case in this situation can be read.
READERS = WRITERS | CITY | {"standing_district", "auditor", "finance"}


DRAFTS = {"draft", "change_draft", "cancel_draft"}


READABLE = {situation: WRITERS if situation in DRAFTS else READERS for situation in SITUATIONS}


#: What each action leads to from each situation in which it is allowed; the others leave the state as it is.
LEADS_TO = {
    "withdraw": "withdrawn",
    "submit": "district_check",
    "pass_check": "acceptance",
    "forward": "city_filing",
    "recall_pass_check": "district_check",
    "recall_forward": "district_check",
    "return": "returned",
    "visit_pass": "city_filing",
    "visit_fix": "reacceptance",
    "visit_fail": "city_filing",
    "approve": "filed",
    "approve_change": "filed",
    "approve_cancel": "filed",
    "decide_change": "filed",
    "refuse": "refused",
    "refuse_change": "refused",
}


#: A district officer's own case skips the district's check, unless the district decides.
SUBMITTED_BY_DISTRICT = {
    "draft": "acceptance",
    "change_draft": "district_check",
    "cancel_draft": "city_filing",
}


Act = Callable[[Filing, Actor], object]


def _visit(verdict: str) -> Act:
    return lambda case, actor: services.accept_on_site(case.pk, visit_facts(verdict), actor=actor, now=NOW)


def _edit(case: Filing, actor: Actor) -> None:
    how = {"seen": case.revision, "actor": actor, "now": NOW}
    if case.kind == "cancel":
        services.save_particulars(case.pk, {"explanation": "另有安排。"}, **how)
    else:
        services.save_section(case.pk, {"address": "文登路30号"}, **how)


def _first_gap(case: Filing) -> int:
    """A gap of the case; a key that no gap has when there is none."""
    gap = case.deficiencies.exclude(notice=None).first() or case.deficiencies.first()
    return gap.pk if gap else 0


def _mark(case: Filing, actor: Actor) -> None:
    part = "cancel.plate" if case.kind == "cancel" else "people.public_phone"
    services.note_gap(case.pk, part, "打不通。", "换一个。", actor=actor, now=NOW)


def _by_system_only(edge: str) -> Act:
    def act(case: Filing, actor: Actor) -> None:
        with FILING.step(case.pk, edge, actor=actor, now=NOW):
            pass

    return act


def _plain(service: Callable[..., Filing], **more: str) -> Act:
    return lambda case, actor: service(case.pk, actor=actor, now=NOW, **more)


ACTIONS: dict[str, Act] = {
    "edit": _edit,
    "submit": lambda case, actor: services.submit_filing(case.pk, seen=case.revision, actor=actor, now=NOW),
    "street_check": _plain(services.check_at_street),
    "pass_check": _plain(services.pass_check),
    "forward": _plain(services.forward_filing),
    "decide_change": _plain(services.decide_change),
    "refuse_change": _plain(services.refuse_change, note="不必变更"),
    "mark": _mark,
    "judge": lambda case, actor: services.judge_gap(
        case.pk, _first_gap(case), "settled", actor=actor, now=NOW
    ),
    "return": _plain(services.return_filing),
    "answer": lambda case, actor: services.answer_gap(
        case.pk, _first_gap(case), "已核对", actor=actor, now=NOW
    ),
    "visit_pass": _visit("pass"),
    "visit_fix": _visit("fix"),
    "visit_fail": _visit("fail"),
    "sign": _plain(services.sign_filing),
    "approve": _plain(services.approve_filing),
    "approve_change": _plain(services.approve_change),
    "approve_cancel": _plain(services.approve_cancellation),
    "refuse": _plain(services.refuse_filing, note="不符合"),
    "withdraw": _plain(services.withdraw_filing, note="另有安排"),
    **{
        action: (
            lambda case, actor, action=action: services.recall_filing(
                case.pk, action, actor=actor, now=NOW, note="点错了"
            )
        )
        for action in RECALLS
    },
    "escalate": _by_system_only("escalate"),
    "supersede": _by_system_only("supersede"),
}


#: Edges of the machine behind each action; every edge must be behind one.
EDGES = {
    **{action: {action} for action in ACTIONS},
    "judge": {"mark"},
    "submit": {
        *("submit", "submit_straight", "submit_to_city"),
        *("resubmit_check", "resubmit_city", "resubmit_on_site"),
    },
}
