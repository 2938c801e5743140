"""A site becomes one of another type: proposed as a fact, looked at again, decided by who answers for both types."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import RoleGrant
from core.models import AuditEntry
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from filing import services
from filing.forms import IdentityForm
from filing.gaps import told_gaps
from filing.models import Filing
from filing.pages import proposed_changes, tasks_of
from filing.policy import FILINGS
from filing.selectors import nobody_can_decide
from filing.services.submitting import route_of
from sites.ledger.selectors import count_as_of
from sites.ledger.spec import Spec
from sites.models import ServiceSite
from tests.factories import (
    NOW,
    actor_of,
    build_office,
    filing_in,
    follow_up,
    mend,
    person,
    return_with,
    walk,
)

pytestmark = pytest.mark.django_db

TODAY = NOW.date()

TYPE_GAP = ("identity.site_type", "门口挂的是心灵驿站的牌子。", "改为职工心灵驿站。")
ADDRESS_GAP = ("place.address", "地址不完整。", "写明门牌号。")


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def filed(office):
    case = filing_in("draft", office)
    save(case, office, facilities=["rest", "wifi", "microwave"], type_facts={"street_level": True})
    case = fresh(case)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve"):
        case = walk(case, step, office)
    return case


def fresh(case):
    return Filing.objects.select_related("site", "version__site", "base_version").get(pk=case.pk)


def save(case, office, by="keeper", **facts):
    return services.save_section(case.pk, facts, seen=fresh(case).revision, actor=office.actor(by), now=NOW)


def retyped(filed, office):
    case = follow_up(filed, "change", office.actor("keeper"))
    save(case, office, site_type="mind_station")
    return fresh(case)


def test_what_the_new_type_does_not_know_is_left_out_and_told(office, filed):
    case = retyped(filed, office)
    assert (case.version.site_type, case.version.type_facts) == ("mind_station", {})
    assert set(case.version.facilities) <= set(case.version.kind.facilities)
    told = {row["label"]: (row["old"], row["value"]) for row in proposed_changes(case)}
    assert told["阵地类型"] == ("户外劳动者服务站点", "职工心灵驿站")
    assert told[filed.version.kind.fact("street_level").label] == ("是", "未填")


def test_it_is_looked_at_again_under_the_measure_of_the_new_type(office, filed):
    case = retyped(filed, office)
    assert route_of(case) == "on_site"
    case = walk(case, "submit", office)
    assert (case.pack.family, filed.pack.family) == ("mind", "outdoor")


def test_the_register_has_the_old_type_until_the_decision(office, filed):
    case = walk(retyped(filed, office), "submit", office)
    assert ServiceSite.objects.get(pk=filed.site_id).site_type == "outdoor_station"
    for step in ("pass_check", "visit_pass", "sign", "approve_change"):
        case = walk(case, step, office)
    site = ServiceSite.objects.get(pk=filed.site_id)
    assert (site.site_type, site.former_types, site.filing_number) == (
        *("mind_station", "outdoor_station "),
        filed.filing_number,
    )
    entry = AuditEntry.objects.get(action="site.amend")
    assert entry.changes["阵地类型"] == ["户外劳动者服务站点", "职工心灵驿站"]


def test_the_ledger_of_a_past_day_has_it_under_the_type_of_that_day(office, filed):
    later = NOW + timedelta(days=7)
    case = retyped(filed, office)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve_change"):
        case = walk(case, step, office, now=NOW if step == "submit" else later)
    types = ("outdoor_station", "mind_station")
    spec = Spec(site_types=types, day=TODAY)
    city = office.actor("city")
    assert count_as_of(city, spec, NOW + timedelta(hours=1)) == {"outdoor_station": 1}
    assert count_as_of(city, spec, later + timedelta(hours=1)) == {"mind_station": 1}


def test_only_who_may_file_the_new_type_proposes_it(office, filed):
    narrow = person("narrow", "district", office.tree.south, site_types=["outdoor_station"])
    case = follow_up(filed, "change", actor_of(narrow))
    form = IdentityForm(version=fresh(case).version, today=TODAY, actor=actor_of(narrow))
    assert [code for code, _ in form.fields["site_type"].choices] == ["outdoor_station"]
    with pytest.raises(NotAllowed):
        services.save_section(
            case.pk,
            {"site_type": "mind_station"},
            seen=fresh(case).revision,
            actor=actor_of(narrow),
            now=NOW,
        )
    assert fresh(case).version.site_type == "outdoor_station"


@pytest.mark.parametrize(
    ("action", "role"), [("pass_check", "district"), ("sign", "city"), ("approve_change", "city")]
)
def test_only_who_answers_for_both_types_passes_it_on(office, filed, action, role):
    case = retyped(filed, office)
    for step in ("submit", "pass_check", "visit_pass", "sign")[: 1 if role == "district" else 4]:
        case = walk(case, step, office)
    over = office.tree.south if role == "district" else office.tree.city
    narrow = person("narrow", role, over, site_types=["outdoor_station"])
    whole = person("whole", role, over, site_types=["outdoor_station", "mind_station"])
    refused = FILINGS.decide(actor_of(narrow), action, fresh(case))
    assert refused.reason == "本案拟改为“职工心灵驿站”,请由同时办理该类型的同志办理。"
    assert FILINGS.decide(actor_of(whole), action, fresh(case))


def test_a_draft_that_was_begun_as_the_wrong_type_is_put_right(office):
    case = filing_in("draft", office)
    save(case, office, site_type="mind_station")
    case = fresh(case)
    assert (case.site.site_type, case.version.site_type) == ("mind_station", "mind_station")
    assert walk(case, "submit", office).pack.family == "mind"


def test_a_checker_can_ask_for_another_type_of_the_same_measure(office):
    case = filing_in("district_check", office, site_type="nursing_room")
    return_with(case, office.actor("district"), ("identity.site_type", "实为托育中心。", "改为托育中心。"))
    assert not {task["title"]: task for task in tasks_of(fresh(case))}["面积与设施"]["url"]
    save(case, office, site_type="childcare_centre")
    sections = {task["title"]: task for task in tasks_of(fresh(case))}
    assert sections["面积与设施"]["missing"] == "需补正:随阵地类型核对"
    assert not sections["位置"]["url"]
    case = mend(fresh(case), office.actor("keeper"), area_hundredths=20_000)
    assert (case.state, fresh(case).site.site_type) == ("district_check", "childcare_centre")
    wanted = case.pack.type_rules.get(site_type="childcare_centre").acceptance_level
    assert case.acceptance_level == wanted


def test_nothing_else_opens_while_the_type_stays_as_it_is(office):
    case = filing_in("city_filing", office)
    return_with(case, office.actor("city"), TYPE_GAP)
    with pytest.raises(TransitionRefused, match="没有列入补正通知单"):
        save(case, office, area_hundredths=90_000)


@pytest.mark.parametrize("verdict", ["settled", "kept"])
def test_a_flagged_fact_that_the_new_type_does_not_ask_stops_nobody(office, verdict):
    case = filing_in("district_check", office, site_type="nursing_room")
    part = "facilities.fact:privacy"
    return_with(case, office.actor("district"), TYPE_GAP, (part, "与现场不符。", "改正。"))
    save(case, office, site_type="childcare_centre")
    case = mend(fresh(case), office.actor("keeper"), area_hundredths=20_000)
    for gap in told_gaps(case):
        word = verdict if gap.part == part else "settled"
        services.judge_gap(case.pk, gap.pk, word, actor=office.actor("district"), now=NOW)
    if verdict == "kept":
        assert services.return_filing(case.pk, actor=office.actor("district"), now=NOW).state == "returned"
    else:
        assert walk(fresh(case), "pass_check", office).state == "acceptance"


def test_what_the_register_became_meanwhile_leaves_no_fact_of_the_old_type(office, filed):
    first = follow_up(filed, "change", office.actor("keeper"))
    save(first, office, site_type="mind_station")
    first = fresh(first)
    for step in ("submit", "pass_check", "visit_pass", "sign"):
        first = walk(first, step, office)
    second = follow_up(filed, "change", office.actor("district"))
    save(second, office, facilities=["rest", "microwave"], type_facts={"street_level": True})
    walk(first, "approve_change", office)
    services.bring_up_to_date(second.pk, seen=fresh(second).revision, actor=office.actor("district"), now=NOW)
    version = fresh(second).version
    assert (version.site_type, version.type_facts) == ("mind_station", {})
    assert set(version.facilities) <= set(version.kind.facilities)


def test_a_slip_of_the_type_and_back_loses_nothing(office, filed):
    case = follow_up(filed, "change", office.actor("keeper"))
    save(case, office, site_type="mind_station")
    save(case, office, site_type="outdoor_station")
    assert proposed_changes(fresh(case)) == []


@pytest.mark.parametrize("who", ["inspector", "checker"])
def test_nobody_of_the_old_type_alone_accepts_or_sends_back(office, filed, who):
    case = walk(retyped(filed, office), "submit", office)
    if who == "inspector":
        case = walk(case, "pass_check", office)
    narrow = actor_of(person("narrow", "district", office.tree.south, site_types=["outdoor_station"]))
    action = "visit_pass" if who == "inspector" else "return"
    assert not FILINGS.decide(narrow, action, fresh(case))


def test_the_warning_that_nobody_can_decide_knows_of_both_types(office, filed):
    case = walk(retyped(filed, office), "submit", office)
    assert not nobody_can_decide(fresh(case), TODAY)
    for grant in RoleGrant.objects.filter(role="city"):
        grant.site_types = ["outdoor_station"]
        grant.save()
    assert nobody_can_decide(fresh(case), TODAY)


def test_a_returned_case_does_not_leave_its_measure(office):
    case = filing_in("district_check", office)
    return_with(case, office.actor("district"), TYPE_GAP)
    with pytest.raises(services.NotReady, match="请撤回本案"):
        mend(fresh(case), office.actor("keeper"), site_type="mind_station")


def test_an_ordinary_change_that_becomes_important_while_it_is_mended_is_looked_at(office, filed):
    case = follow_up(filed, "change", office.actor("keeper"))
    save(case, office, directions="西门进。")
    case = walk(fresh(case), "submit", office)
    assert case.route == "district"
    return_with(case, office.actor("district"), ADDRESS_GAP)
    case = mend(fresh(case), office.actor("keeper"), address="文登路30号")
    assert (case.route, case.acceptance_level, case.sign_levels) == ("on_site", "district", 2)
    with pytest.raises(TransitionRefused):
        walk(case, "decide_change", office)
