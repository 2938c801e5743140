"""A person leaves: everything he kept and wrote goes to another, nothing is left without an owner silently."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import transaction

from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.services import revoke_role
from core.actor import SYSTEM, Actor
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from filing import services
from filing.handover import branch_of, duties_of, left_behind
from filing.models import Handover
from filing.models.handover import HandoverState
from filing.services import handing_over
from filing.services.handing_over import Wish
from filing.transitions import HANDOVER
from sites.models import ServiceSite, SiteKeeper
from tests.factories import NOW, Office, actor_of, build_office, draft_by, filing_in, grant, person
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

#: No row has this key: a test may run late, where a sequence has counted far.
NO_SUCH = 2**31 - 1


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def leaver(office: Office) -> User:
    """Keeps two sites, holds the role over his union, writes a draft and a case that is being checked."""
    leaver = person("leaver", "keeper", office.tree.primary, name="王离岗", office_phone="0532-11112222")
    for name in ("甲驿站", "乙驿站"):
        site = opened_site(
            office.tree.other_primary,
            name,
            hours=OFFICE_HOURS,
            manager_name="王离岗",
            manager_phone="0532-11112222",
            daily_keeper="王离岗" if name == "甲驿站" else "别人",
        )
        SiteKeeper.objects.create(site=site, user=leaver, since=date(2025, 1, 1))
    draft_by(actor_of(leaver), office.tree.primary, office.tree.in_south)
    case = draft_by(actor_of(leaver), office.tree.primary, office.tree.in_south, name="丙驿站")
    services.submit_filing(case.pk, seen=case.revision, actor=actor_of(leaver), now=NOW)
    return User.objects.get(pk=leaver.pk)


@pytest.fixture
def heir(office: Office) -> User:
    return person(
        "heir", over=office.tree.other_primary, name="赵接班", post="干事", office_phone="0532-33334444"
    )


def wish_of(leaver: User, heir: User, **other: Any) -> Wish:
    duties = duties_of(leaver, branch_of(leaver.home_union))
    everything = {
        "sites": tuple(each.pk for each in duties.sites),
        "grants": tuple(each.pk for each in duties.grants),
        "cases": tuple(each.pk for each in duties.cases),
    }
    return Wish(
        **{"giver": leaver, "taker": heir, "reason": "退休", "handed_on": NOW.date(), **everything, **other}
    )


def left_of(user: User) -> int:
    user = User.objects.get(pk=user.pk)
    return len(duties_of(user, branch_of(user.home_union)))


def test_offered_and_confirmed_everything_changes_hands(office: Office, leaver: User, heir: User) -> None:
    assert left_of(leaver) == 5
    row = handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    assert left_of(leaver) == 5
    assert OwedMessage.objects.latest("pk").recipient_id == heir.pk
    handing_over.confirm_handover(row.pk, actor=actor_of(heir), now=NOW)
    assert (left_of(leaver), left_of(heir)) == (0, 5)
    assert actor_of(leaver).grants == ()
    keepers = SiteKeeper.objects.values_list("site__name", "user__name", "since")
    assert set(keepers) == {("甲驿站", "赵接班", NOW.date()), ("乙驿站", "赵接班", NOW.date())}
    assert RoleGrant.objects.get(user=heir).role == Role.KEEPER
    told = {each.recipient_id for each in OwedMessage.objects.filter(subject__contains="已交接给")}
    assert told == {leaver.pk, office.district.pk}


def test_the_facts_follow_where_they_name_the_leaver_and_nowhere_else(
    office: Office, leaver: User, heir: User
) -> None:
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    first, second = (ServiceSite.objects.get(name=name).version for name in ("甲驿站", "乙驿站"))
    assert (first.manager_name, first.manager_post, first.manager_phone) == (
        "赵接班",
        "干事",
        "0532-33334444",
    )
    assert (first.daily_keeper, second.daily_keeper) == ("赵接班", "别人")
    assert (first.origin, first.number, first.base.manager_name) == ("handover", 2, "王离岗")


def test_each_site_and_each_case_says_it_in_its_own_history(office: Office, leaver: User, heir: User) -> None:
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    entries = AuditEntry.objects.filter(action__in=("site.hand_over", "filing.hand_over"))
    assert sorted(entries.values_list("label", "actor_name", "note")) == [
        *[("交接案件", "李娜", "退休")] * 2,
        *[("交接阵地", "李娜", "退休")] * 2,
    ]
    site = ServiceSite.objects.get(name="乙驿站")
    entry = entries.get(about=f"site:{site.pk}", action="site.hand_over")
    assert entry.changes["负责人账号"] == ["王离岗", "赵接班"]


def test_the_district_alone_hands_over_for_a_closed_account(office: Office, leaver: User, heir: User) -> None:
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    leaver.refresh_from_db()
    assert list(left_behind(office.actor("district"))) == [leaver]
    with pytest.raises(NotAllowed):
        handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    row = handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    assert (row.state, left_of(leaver), left_of(heir)) == ("done", 0, 5)
    assert not left_behind(office.actor("district")).exists()
    assert leaver.pk not in OwedMessage.objects.values_list("recipient_id", flat=True)


def test_what_is_not_chosen_stays_with_the_leaver_and_stays_in_sight(
    office: Office, leaver: User, heir: User
) -> None:
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    some = wish_of(leaver, heir, sites=wish_of(leaver, heir).sites[:1], cases=())
    handing_over.hand_over_alone(some, actor=office.actor("district"), now=NOW)
    assert (left_of(leaver), left_of(heir)) == (3, 2)
    assert list(left_behind(office.actor("district"))) == [leaver]


def test_drafts_stay_with_the_union_and_the_taker_writes_on(office: Office, leaver: User, heir: User) -> None:
    draft = duties_of(leaver, branch_of(leaver.home_union)).cases[0]
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    draft.refresh_from_db()
    assert draft.site.managing_union == office.tree.primary
    saved = services.save_section(draft.pk, {"room": "9"}, seen=draft.revision, actor=actor_of(heir), now=NOW)
    assert saved.version.room == "9"
    with pytest.raises(NotAllowed):
        services.save_section(draft.pk, {"room": "8"}, seen=saved.revision, actor=actor_of(leaver), now=NOW)


def test_who_wrote_still_never_signs_last(office: Office, heir: User) -> None:
    mover = person("mover", "keeper", office.tree.primary, name="孙调市")
    case = draft_by(actor_of(mover), office.tree.primary, office.tree.in_south)
    handing_over.hand_over_alone(wish_of(mover, heir), actor=office.actor("district"), now=NOW)
    assert set(case.authors.values_list("user__name", flat=True)) == {"孙调市", "赵接班"}


def test_a_case_that_comes_back_can_be_handed_on(office: Office, leaver: User, heir: User) -> None:
    district = office.actor("district")
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=district, now=NOW)
    later = NOW + timedelta(days=1)
    handing_over.hand_over_alone(wish_of(heir, leaver), actor=district, now=later)
    assert left_of(leaver) == 5


def test_a_role_the_taker_has_already_is_enough(office: Office, leaver: User, heir: User) -> None:
    grant(heir, "keeper", office.tree.primary)
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    assert RoleGrant.objects.filter(user=heir).count() == 1
    assert not RoleGrant.objects.filter(user=leaver).exists()


@pytest.mark.parametrize(
    "own",
    [
        {"valid_until": NOW.date() - timedelta(days=1)},
        {"valid_until": NOW.date() + timedelta(days=30)},
        {"site_types": ["nursing_room"]},
        {"can_export": False},
    ],
)
def test_a_lesser_role_of_the_taker_grows_to_what_the_leaver_had(
    office: Office, leaver: User, heir: User, own: dict[str, Any]
) -> None:
    RoleGrant.objects.filter(user=leaver).update(can_export=True)
    row = grant(heir, "keeper", office.tree.primary)
    RoleGrant.objects.filter(pk=row.pk).update(**own)
    handing_over.hand_over_alone(wish_of(leaver, heir), actor=office.actor("district"), now=NOW)
    row.refresh_from_db()
    assert (row.valid_until, row.site_types) == (None, [])
    assert row.can_data
    assert row.can_export
    assert AuditEntry.objects.filter(action="grant.change", target_id=str(row.pk)).count() == 1


@pytest.mark.parametrize("who", ["outside", "closed", "self"])
def test_the_taker_is_an_active_person_of_the_same_branch(office: Office, leaver: User, who: str) -> None:
    takers = {
        "outside": person("far", over=office.tree.north_primary),
        "closed": person("closed", over=office.tree.primary, is_active=False),
        "self": leaver,
    }
    with pytest.raises(TransitionRefused, match="接收人须是同一区"):
        handing_over.offer_handover(wish_of(leaver, takers[who]), actor=actor_of(leaver), now=NOW)
    assert not Handover.objects.exists()


def test_nobody_gives_what_is_not_his(office: Office, leaver: User, heir: User) -> None:
    foreign = opened_site(office.tree.primary, "别人的站", hours=OFFICE_HOURS)
    theirs = RoleGrant.objects.exclude(user=leaver).latest("pk")
    for wrong in ({"sites": (foreign.pk,)}, {"cases": (NO_SUCH,)}, {"grants": (theirs.pk,)}):
        with pytest.raises(TransitionRefused, match="已有变化"):
            handing_over.offer_handover(wish_of(leaver, heir, **wrong), actor=actor_of(leaver), now=NOW)
    with pytest.raises(TransitionRefused, match="至少选择一项"):
        nothing = wish_of(leaver, heir, sites=(), grants=(), cases=())
        handing_over.offer_handover(nothing, actor=actor_of(leaver), now=NOW)


def test_one_offer_at_a_time(office: Office, leaver: User, heir: User) -> None:
    row = handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    with pytest.raises(TransitionRefused, match="等待确认"):
        handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    handing_over.take_back_handover(row.pk, actor=actor_of(leaver), now=NOW)
    handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)


def test_declined_everything_stays_and_the_reason_is_told(office: Office, leaver: User, heir: User) -> None:
    row = handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    with pytest.raises(NoteMissing):
        handing_over.decline_handover(row.pk, actor=actor_of(heir), now=NOW, note=" ")
    handing_over.decline_handover(row.pk, actor=actor_of(heir), now=NOW, note="我也将调离")
    assert (left_of(leaver), left_of(heir)) == (5, 0)
    assert OwedMessage.objects.latest("pk").recipient_id == leaver.pk


def test_a_taker_who_is_gone_meanwhile_gets_nothing(office: Office, leaver: User, heir: User) -> None:
    row = handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    User.objects.filter(pk=heir.pk).update(is_active=False)
    with pytest.raises(TransitionRefused, match="账号已停用"):
        handing_over.finish_handover(row.pk, actor=office.actor("district"), now=NOW)
    assert left_of(leaver) == 5


def test_what_the_leaver_lost_meanwhile_is_nobodys_to_give(office: Office, leaver: User, heir: User) -> None:
    row = handing_over.offer_handover(wish_of(leaver, heir), actor=actor_of(leaver), now=NOW)
    SiteKeeper.objects.filter(site__name="甲驿站").delete()
    revoke_role(RoleGrant.objects.get(user=leaver), actor=SYSTEM, now=NOW)
    handing_over.confirm_handover(row.pk, actor=actor_of(heir), now=NOW)
    assert set(SiteKeeper.objects.values_list("site__name", "user__name")) == {("乙驿站", "赵接班")}
    assert not RoleGrant.objects.filter(user=heir).exists()


#: State → action → who may; what is not written here is refused.
ALLOWED = {
    "offered": {
        "confirm": {"heir"},
        "decline": {"heir"},
        "finish": {"district"},
        "take_back": {"leaver", "district"},
    },
    "done": {},
    "declined": {},
    "taken_back": {},
}
ROUTES = {"offered": "", "done": "confirm", "declined": "decline", "taken_back": "take_back"}
ACTS = {
    "confirm": handing_over.confirm_handover,
    "decline": handing_over.decline_handover,
    "finish": handing_over.finish_handover,
    "take_back": handing_over.take_back_handover,
}


def test_every_action_of_every_role_in_every_state(office: Office, leaver: User, heir: User) -> None:
    actors = {
        "leaver": actor_of(leaver),
        "heir": actor_of(heir),
        "district": office.actor("district"),
        "keeper": office.actor("keeper"),
        "street": office.actor("street"),
        "city": office.actor("city"),
        "other_district": actor_of(person("d2", "district", office.tree.north)),
        "one_type_district": actor_of(
            person("d3", "district", office.tree.south, site_types=["mind_station"])
        ),
        "auditor": actor_of(person("auditor", "auditor", office.tree.city)),
    }
    offer = handing_over.offer_handover(wish_of(leaver, heir), actor=actors["leaver"], now=NOW)
    wrong = []
    for state, action, (role, actor) in product(ALLOWED, ACTS, actors.items()):
        with transaction.atomic():
            route = ROUTES[state]
            if route:
                by = actors["leaver" if route == "take_back" else "heir"]
                ACTS[route](offer.pk, actor=by, now=NOW, note="因故")
            found = outcome_of(offer.pk, action, actor)
            transaction.set_rollback(True)
        if (found == "done") is not (role in ALLOWED[state].get(action, set())):
            wrong.append(f"{state}: {action} by {role}: {found}")
    assert wrong == []
    assert ACTS.keys() == HANDOVER.edges.keys()
    assert ALLOWED.keys() == set(HandoverState.values)


def outcome_of(key: int, action: str, actor: Actor) -> str:
    try:
        ACTS[action](key, actor=actor, now=NOW, note="因故")
    except NotAllowed:
        return "403"
    except TransitionRefused:
        return "409"
    return "done"


def test_a_filed_case_is_no_duty_any_more(office: Office) -> None:
    filing_in("filed", office)
    assert duties_of(office.keeper, branch_of(office.keeper.home_union)).cases == []
