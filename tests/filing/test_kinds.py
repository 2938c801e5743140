"""Changes and cancellations begin from the register and move it only by a decision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from core.clock import LEGAL_ZONE
from core.models import AuditEntry
from core.policy import NotAllowed
from core.words import chinese_day
from core.workflow import TransitionRefused
from filing import services
from filing.inbox import waiting_for
from filing.models import Filing
from filing.services.submitting import route_of
from sites.models import ServiceSite
from sites.services import follow_notices
from tests.factories import NOW, actor_of, build_office, filing_in, follow_up, person, walk
from tests.office import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def filed(office):
    draft = filing_in("draft", office)
    services.attach_photo(draft.pk, "plate", picture(), actor=office.actor("keeper"), now=NOW)
    case = Filing.objects.get(pk=draft.pk)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve"):
        case = walk(case, step, office)
    return case


def fresh(case):
    return Filing.objects.get(pk=case.pk)


def site_of(case):
    return ServiceSite.objects.select_related("version").get(pk=case.site_id)


def public_words(client, site, moment, settings):
    settings.CLOCK_PIN = moment.isoformat()
    return client.get(f"/s/{site.code}/").content.decode()


def save(case, office, by="keeper", **facts):
    actor = office.actor(by)
    return services.save_section(case.pk, facts, seen=fresh(case).revision, actor=actor, now=NOW)


def test_a_change_begins_with_everything_that_is_registered(office, filed):
    case = follow_up(filed, "change", office.actor("keeper"))
    assert (case.version.name, case.version.address) == (filed.version.name, filed.version.address)
    assert case.version.photos.get().attachment_id == filed.version.photos.get().attachment_id
    assert (case.version.number, case.version.decided_at) == (2, None)


def test_a_draft_that_is_there_is_gone_on_with(office, filed):
    first = follow_up(filed, "change", office.actor("keeper"))
    again = services.start_change(site_of(filed), actor=office.actor("district"), now=NOW)
    assert again.pk == first.pk


def test_nothing_changes_before_the_decision_and_everything_with_it(office, filed):
    case = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    case = walk(fresh(case), "submit", office)
    assert (case.state, case.route, case.sign_levels) == ("district_check", "district", 0)
    assert site_of(filed).version_id == filed.version_id
    case = walk(case, "decide_change", office)
    site = site_of(filed)
    assert (case.state, site.version_id, site.version.directions) == ("filed", case.version_id, "西门进。")
    assert (site.filing_number, site.state) == (filed.filing_number, "open")
    entry = AuditEntry.objects.get(action="site.amend")
    assert entry.changes == {"怎么找到门": ["未核实", "西门进。"]}


@pytest.mark.parametrize(
    ("facts", "route"),
    [
        ({"directions": "西门进。"}, "district"),
        ({"public_phone": "0532-85911236"}, "district"),
        ({"address": "文登路30号"}, "on_site"),
        ({"area_hundredths": 3000}, "on_site"),
        ({"access": "members"}, "on_site"),
        ({"host_name": "另一家单位"}, "on_site"),
        ({"lat": "36.060000", "lng": "120.380000", "pin_datum": "gcj02"}, "on_site"),
    ],
)
def test_what_is_looked_at_again_follows_from_the_facts(office, filed, facts, route):
    case = save(follow_up(filed, "change", office.actor("keeper")), office, **facts)
    assert route_of(fresh(case)) == route


def test_an_important_change_is_visited_and_signed(office, filed):
    case = save(follow_up(filed, "change", office.actor("keeper")), office, address="文登路30号")
    case = fresh(case)
    for step in ("submit", "pass_check", "visit_pass", "sign", "approve_change"):
        case = walk(case, step, office)
    assert (case.state, site_of(filed).version.address) == ("filed", "文登路30号")


def test_a_change_without_a_change_or_a_reason_is_not_handed_in(office, filed):
    case = services.start_change(site_of(filed), actor=office.actor("keeper"), now=NOW)
    problems = services.problems_before_submit(fresh(case), NOW.date())
    assert problems == ["还缺:变更事由。", "资料与名册一致,没有需要变更的内容。请先修改,再提交。"]
    with pytest.raises(services.NotReady):
        walk(fresh(case), "submit", office)


def test_the_author_of_an_ordinary_change_does_not_decide_it(office, filed):
    case = follow_up(filed, "change", office.actor("district"))
    case = save(case, office, by="district", directions="西门进。")
    case = services.submit_filing(case.pk, seen=fresh(case).revision, actor=office.actor("district"), now=NOW)
    assert case.state == "district_check"
    with pytest.raises(NotAllowed, match="参与过本案填报"):
        walk(case, "decide_change", office)
    colleague = actor_of(person("d8", "district", office.tree.south))
    assert services.decide_change(case.pk, actor=colleague, now=NOW).state == "filed"


def test_a_refused_change_leaves_the_register(office, filed):
    case = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    case = walk(fresh(case), "submit", office)
    case = services.refuse_change(case.pk, actor=office.actor("district"), now=NOW, note="与现场不符。")
    assert (case.state, case.reasons, site_of(filed).version_id) == (
        "refused",
        "与现场不符。",
        filed.version_id,
    )


def test_two_changes_begun_at_once_meet_in_the_second(office, filed):
    """The draft that comes second is brought up to date; what both changed stays as written, and is told."""
    keeper = office.actor("keeper")
    second = save(follow_up(filed, "change", keeper), office, directions="东门进。", room="101")
    other = filing_in("filed", office)
    first = Filing.objects.get(pk=follow_up(other, "change", keeper).pk)
    Filing.objects.filter(pk=first.pk).update(site=filed.site_id, base_version=filed.version_id)
    type(first.version).objects.filter(pk=first.version_id).update(site=filed.site_id, number=9)
    first = save(fresh(first), office, directions="西门进。", public_phone="0532-85911236")
    first = walk(walk(fresh(first), "submit", office), "decide_change", office)
    second = fresh(second)
    assert any("更新到最新资料" in each for each in services.problems_before_submit(second, NOW.date()))
    _, contested = services.bring_up_to_date(second.pk, seen=second.revision, actor=keeper, now=NOW)
    version = fresh(second).version
    assert contested == ["怎么找到门"]
    assert (version.directions, version.public_phone, version.room) == ("东门进。", "0532-85911236", "101")
    assert walk(fresh(second), "submit", office).state == "district_check"


def test_one_open_case_a_site_is_told_by_its_number(office, filed):
    change = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    walk(fresh(change), "submit", office)
    cancel = follow_up(filed, "cancel", office.actor("keeper"))
    with pytest.raises(TransitionRefused, match=f"在办的变更备案.*{change.number}"):
        walk(fresh(cancel), "submit", office)


def test_a_cancellation_asks_for_everything_that_must_be_settled(office, filed):
    case = services.start_cancellation(site_of(filed), actor=office.actor("keeper"), now=NOW)
    assert services.problems_before_submit(fresh(case), NOW.date()) == [
        f"还缺:{label}。"
        for label in (
            *("注销原因", "停止服务日期", "统一标识牌", "地图标注", "怎样告知使用者"),
            "工会经费购置设备的处置",
        )
    ]


def test_a_cancellation_does_not_claim_the_photos_of_the_site(office, filed, client):
    case = follow_up(filed, "cancel", office.actor("keeper"))
    client.force_login(office.keeper)
    asked = client.get(f"/desk/filings/{case.number}/answers/").content.decode()
    walk(fresh(case), "submit", office)
    received = client.get(f"/desk/filings/{case.number}/receipt/").content.decode()
    assert "注销事项" in asked and "注销事项:" in received
    assert "拍摄时间" not in asked
    assert "照片:" not in received


def test_a_case_shows_the_visits_of_its_own_time_alone(office, filed, client):
    """The acceptance of the first filing is no part of what came later, and stays with what it belongs to."""
    later = NOW + timedelta(hours=1)
    cancel = walk(follow_up(filed, "cancel", office.actor("keeper"), now=later), "submit", office, now=later)
    assert [list(fresh(case).visits) for case in (filed, cancel)] == [list(filed.site.visits.all()), []]
    client.force_login(office.keeper)
    assert "验收记录" in client.get(f"/desk/filings/{filed.number}/").content.decode()
    assert "验收记录" not in client.get(f"/desk/filings/{cancel.number}/").content.decode()


def test_a_receipt_of_a_cancellation_seals_what_it_says(office, filed):
    """Two cancellations of the same facts, another ground: another digest on the receipt."""
    case = walk(follow_up(filed, "cancel", office.actor("keeper")), "submit", office)
    first = case.submissions.get().digest
    assert first not in (fresh(filed).facts_digest, "")
    services.withdraw_filing(case.pk, actor=office.actor("keeper"), now=NOW, note="再看。")
    other = follow_up(fresh(filed), "cancel", office.actor("keeper"))
    ground = {**other.particulars, "explanation": "另有原因。"}
    services.save_particulars(
        other.pk, ground, seen=fresh(other).revision, actor=office.actor("keeper"), now=NOW
    )
    assert walk(fresh(other), "submit", office).submissions.get().digest != first


def test_a_cancellation_says_before_it_is_sent_from_which_day_the_door_is_closed(
    office, filed, client, settings
):
    settings.CLOCK_PIN = NOW.isoformat()
    case = follow_up(filed, "cancel", office.actor("keeper"))
    client.force_login(office.keeper)
    announced = f"自{chinese_day(NOW.date() + timedelta(days=1))}起暂停开放"
    assert announced in client.get(f"/desk/filings/{case.number}/answers/").content.decode()
    case = walk(fresh(case), "submit", office)
    assert case.closure.starts_at.astimezone(LEGAL_ZONE).date() == NOW.date() + timedelta(days=1)


def test_a_cancelled_site_closes_its_public_page(office, filed, client):
    case = follow_up(filed, "cancel", office.actor("keeper"))
    for step in ("submit", "forward", "sign", "approve_cancel"):
        case = walk(fresh(case), step, office)
    site = site_of(filed)
    assert (case.state, site.state, site.is_listed) == ("filed", "cancelled", False)
    assert "已注销,不再开放" in client.get(f"/s/{site.code}/").content.decode()


def test_a_district_officers_cancellation_goes_straight_to_the_city(office, filed):
    case = follow_up(filed, "cancel", office.actor("district"))
    case = services.submit_filing(case.pk, seen=fresh(case).revision, actor=office.actor("district"), now=NOW)
    assert (case.state, case.submitted_as, case.route) == ("city_filing", "district", "city")


def test_only_a_site_in_use_can_be_changed_or_cancelled(office, filed):
    case = follow_up(filed, "cancel", office.actor("keeper"))
    for step in ("submit", "forward", "sign", "approve_cancel"):
        case = walk(fresh(case), step, office)
    for start in (services.start_change, services.start_cancellation):
        with pytest.raises(TransitionRefused, match="目前为“已注销”"):
            start(site_of(filed), actor=office.actor("keeper"), now=NOW)


def test_a_stranger_starts_nothing_and_it_is_told(office, filed):
    stranger = actor_of(person("s9", "keeper", office.tree.other_primary))
    with pytest.raises(NotAllowed):
        services.start_change(site_of(filed), actor=stranger, now=NOW)
    assert AuditEntry.objects.filter(action="filing.start", outcome="refused").count() == 1


def test_a_cancellation_closes_the_door_at_once_and_opens_it_when_taken_back(office, filed, client, settings):
    case = walk(follow_up(filed, "cancel", office.actor("keeper")), "submit", office)
    day_after = NOW + timedelta(days=1)
    site = site_of(filed)
    assert "暂停开放" in public_words(client, site, day_after, settings)
    follow_notices(now=day_after)
    assert site_of(filed).state == "suspended"
    services.withdraw_filing(
        case.pk, actor=office.actor("keeper"), now=day_after, note="继续开放。", seen=fresh(case).revision
    )
    assert site_of(filed).state == "open"
    assert "暂停开放" not in public_words(client, site, day_after + timedelta(hours=1), settings)


def test_a_refused_cancellation_opens_the_door_again(office, filed):
    case = follow_up(filed, "cancel", office.actor("keeper"))
    for step in ("submit", "forward", "sign", "refuse"):
        case = walk(fresh(case), step, office, now=NOW + timedelta(days=1))
    assert site_of(filed).state == "open"


def test_a_district_that_cancels_ends_an_open_change(office, filed):
    change = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    change = walk(fresh(change), "submit", office)
    cancel = follow_up(filed, "cancel", office.actor("district"))
    services.submit_filing(cancel.pk, seen=fresh(cancel).revision, actor=office.actor("district"), now=NOW)
    assert (fresh(change).state, fresh(cancel).state) == ("withdrawn", "city_filing")
    entry = AuditEntry.objects.get(action="filing.supersede")
    assert cancel.number in entry.note


def test_a_new_address_with_the_old_way_to_the_door_is_told_before_it_is_handed_in(office, filed):
    case = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    for step in ("submit", "decide_change"):
        case = walk(fresh(case), step, office)
    case = follow_up(filed, "change", office.actor("keeper"))
    save(case, office, address="文登路30号")
    client = Client()
    client.force_login(office.keeper)
    page = client.get(f"/desk/filings/{case.number}/answers/").content.decode()
    assert "地址改了,“怎么找到门”还是原来的" in page
    save(case, office, directions="东门进。")
    assert "地址改了" not in client.get(f"/desk/filings/{case.number}/answers/").content.decode()


def test_a_paper_that_is_decided_confirms_nothing_else(office, filed):
    ServiceSite.objects.filter(pk=filed.site_id).update(confirmed_on=NOW.date() - timedelta(days=90))
    case = save(follow_up(filed, "change", office.actor("keeper")), office, directions="西门进。")
    case = walk(fresh(case), "submit", office)
    walk(case, "decide_change", office)
    assert site_of(filed).confirmed_on == NOW.date() - timedelta(days=90)


def test_the_change_of_the_only_district_officer_waits_for_the_city(office, filed):
    case = follow_up(filed, "change", office.actor("district"))
    case = save(case, office, by="district", directions="西门进。")
    services.submit_filing(case.pk, seen=fresh(case).revision, actor=office.actor("district"), now=NOW)
    assert waiting_for(office.actor("city")).filter(pk=case.pk).exists()
    assert not waiting_for(office.actor("district")).filter(pk=case.pk).exists()
