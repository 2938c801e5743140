"""The door as the office sees it: what is empty is filled in, what waits is named, whoever is beyond reach hears so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from core.actor import NOBODY, SYSTEM
from core.clock import LEGAL_ZONE
from core.workflow import TransitionRefused
from rulebook.services import seed_packs
from sites.at_door.services import check_in, print_stickers
from sites.models import CheckInCount, DoorCode, FactConfirmation, ServiceSite
from sites.refusals import Refusal
from sites.seasons.services import confirm_season
from sites.services import Sender, announce_closure, confirm_group, suspend_site
from sites.use.kinds import FAULT
from sites.use.services import write_record
from tests.factories import NOW, Tree, actor_of, person
from tests.inspection.reported import report_on
from tests.office import form_at
from tests.sites.public_sites import OFFICE_HOURS, PIN, closed_site, opened_site
from tests.sites.test_seasons import SUMMER

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=40)
#: In the summer holidays.
SEASON = datetime(2026, 7, 8, 10, 0, tzinfo=LEGAL_ZONE)


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = LATER.isoformat()
    cache.clear()


@pytest.fixture
def site(tree: Tree) -> ServiceSite:
    return opened_site(tree.primary, "湛山驿站", hours=OFFICE_HOURS, facilities=["water"])


@pytest.fixture
def keeper(tree: Tree) -> Sender:
    return Sender(actor_of(person("keeper", "keeper", tree.primary)), LATER)


@pytest.fixture
def desk(keeper: Sender) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=keeper.actor.id))
    return client


def at(site: ServiceSite) -> str:
    return f"/desk/sites/{site.code}/door/"


def page_of(client: Client, site: ServiceSite) -> str:
    return client.get(at(site)).content.decode()


def test_what_nobody_gave_is_filled_in_and_never_confirmed(
    site: ServiceSite, keeper: Sender, desk: Client, client: Client
) -> None:
    notices = f"/desk/sites/{site.code}/notices/"
    page = page_of(desk, site)
    for group, kind in (("phone", "phone"), ("people", "manager"), ("maps", "maps")):
        part = page.split(f'id="fact-{group}"')[1].split("<h3>")[1]
        assert f'href="{notices}?kind={kind}#form"' in part and "核实无误" not in part
        with pytest.raises(Refusal, match="还没有填写,不能核实"):
            confirm_group(site.pk, group, "on_site", by=keeper)
    assert not FactConfirmation.objects.exists()
    change = f'href="/desk/filings/new/?kind=change&amp;site={site.code}">有变化,去更正'
    for group in ("place", "facilities"):
        part = page.split(f'id="fact-{group}"')[1].split("</form>")[0]
        assert change in part, "no notice can put an address or a facility right"
    for group in ("hours", "place", "facilities"):
        confirm_group(site.pk, group, "on_site", by=keeper)
    assert ServiceSite.objects.get(pk=site.pk).confirmed_on == LATER.date(), "all that there is"
    assert "对外电话:" not in client.get(f"/s/{site.code}/").content.decode().split("谁核实的")[1]


def test_beside_the_line_of_the_door_stands_no_badge_that_says_otherwise(
    site: ServiceSite, desk: Client
) -> None:
    assert "正常开放" not in page_of(desk, site), "the line says whether it is open"
    shut = closed_site(site)
    assert str(shut.state_label) in page_of(desk, shut).split("</h1>")[0]


def test_what_was_typed_as_a_sentence_stands_within_the_line(tree: Tree, desk: Client) -> None:
    site = opened_site(tree.primary, "观海驿站", directions="由东门进,电梯右侧。", **PIN)
    line = page_of(desk, site).split('id="fact-place"')[1].split("</p>")[0]
    assert "怎么找到门:由东门进,电梯右侧;坐标:" in line


def test_after_a_tap_the_page_goes_on_at_the_next_fact_and_the_history_names_the_fact(
    site: ServiceSite, desk: Client
) -> None:
    for after in ("place", "facilities"):
        form = form_at(desk, at(site), holding="group")
        chosen = {"place": "hours", "facilities": "place"}[after]
        answer = desk.post(at(site), {**form.fields, "group": chosen})
        assert answer["Location"] == f"{at(site)}?done={chosen}#fact-{after}"
        beside = desk.get(answer["Location"]).content.decode().split(f'id="fact-{after}"')[1].split("<h3>")[0]
        assert "已登记核实:" in beside, "it is said where the page goes on"
    assert "已登记核实:" not in page_of(desk, site)
    assert "已登记核实:" not in desk.get(f"{at(site)}?done=facilities").content.decode()
    assert "开放时间和开放对象 核实无误(现场核对)" in desk.get(f"/desk/sites/{site.code}/").content.decode()
    told = desk.get(f"/desk/sites/{site.code}/notices/").content.decode()
    assert "<strong>资料核实无误</strong> 开放时间和开放对象(现场核对)" in told


def test_what_is_mended_late_leaves_the_board_by_the_next_morning(
    site: ServiceSite, keeper: Sender, desk: Client
) -> None:
    told = {}
    for what, day in (("桌腿松动", LATER.date()), ("饮水机漏水", LATER.date() - timedelta(days=9))):
        write_record(
            site.pk, FAULT, {"reported_on": day, "what": what, "facility": "", "fixed_on": None}, by=keeper
        )
        form = form_at(desk, at(site), holding="fault")
        told[what] = desk.post(at(site), form.fields, follow=True).content.decode()
    leaves = "预警问题“故障超期未修复”次日凌晨自动移走"
    assert {what: leaves in page for what, page in told.items()} == {"桌腿松动": False, "饮水机漏水": True}


def test_open_reports_and_the_season_are_named_and_the_city_is_not_sent_to_assess(
    tree: Tree, site: ServiceSite, desk: Client
) -> None:
    report = report_on(site, "broken", now=LATER)
    station = opened_site(tree.primary, "暑托", site_type="holiday_station", number="TG-1")
    page = page_of(desk, site)
    assert f'href="/desk/inspections/reports/{report.pk}/">群众反映“设施坏了”' in page
    assert "/season/" not in page
    assert f'href="/desk/sites/{station.code}/season/"' in page_of(desk, station)
    city, auditor = Client(), Client()
    city.force_login(person("city", "city", tree.city))
    acts = page_of(city, site).split("您可以办理")[1].split("</section>")[0]
    assert acts.index("登记暗访") < acts.index("开始或继续自评")
    assert f"/reports/{report.pk}/" in acts
    facts = page_of(city, site).split('id="facts"')[1].split("</section>")[0]
    assert "核实和更正由阵地负责人或主管的区(市)总工会办理" in facts and "核实无误" not in facts
    auditor.force_login(person("auditor", "auditor", tree.city))
    assert f"/reports/{report.pk}/" not in page_of(auditor, site)


def test_whoever_is_beyond_reach_hears_so(tree: Tree, site: ServiceSite) -> None:
    other = Client()
    other.force_login(person("north", "district", tree.north))
    answer = other.get(at(site), follow=True)
    assert answer.redirect_chain == [(f"/s/{site.code}/", 302)]
    assert "该阵地不在您的办理范围内" in answer.content.decode()


def test_what_a_district_decided_for_itself_is_not_done_for_the_keeper(
    tree: Tree, site: ServiceSite, desk: Client
) -> None:
    first = LATER + timedelta(days=3)
    closure = {"kind": "closure", "reason": "检修", "starts_at": first, "published_at": LATER}
    by = {"published_as": "district", "office": tree.south.name}
    site.notices.create(basis="decision", **closure, **by)
    page = f"/desk/sites/{site.code}/notices/"
    told = desk.get(page).content.decode()
    assert tree.south.name in told and "区(市)代填" not in told
    site.notices.create(basis="notice", **closure, **by)
    assert "区(市)代填" in desk.get(page).content.decode()


@pytest.fixture
def station(tree: Tree, keeper: Sender) -> ServiceSite:
    found = opened_site(tree.primary, "暑托", site_type="holiday_station", number="TG-1", hours=OFFICE_HOURS)
    print_stickers([found.code or ""], 8, actor=keeper.actor, now=NOW)
    return found


def came(site: ServiceSite, at: datetime, trade: str = "") -> None:
    mark = DoorCode.objects.get(site=site).mark
    check_in(site, mark, trade, address="203.0.113.7", device="", by=Sender(NOBODY, at))


def test_nobody_is_counted_out_of_season_or_while_a_closure_holds(
    station: ServiceSite, keeper: Sender, client: Client, settings: Any
) -> None:
    settings.CLOCK_PIN = SEASON.isoformat()
    door = f"/s/{station.code}/?d={DoorCode.objects.get(site=station).mark}"
    offered, out = "我来了,记一次", "现在不在开班期间"
    page = client.get(door).content.decode()
    assert out in page and offered not in page
    with pytest.raises(TransitionRefused, match=out):
        came(station, SEASON)
    by = Sender(keeper.actor, datetime(2026, 6, 15, 10, tzinfo=LEGAL_ZONE))
    confirm_season(station.pk, SUMMER, by=by)
    page = client.get(door).content.decode()
    assert offered in page and "快递员" not in page and "工种" not in page
    with pytest.raises(Refusal, match="工种"):
        came(station, SEASON, "courier")
    came(station, SEASON)
    assert CheckInCount.objects.get().visits == 1
    settings.CLOCK_PIN = datetime(2026, 8, 22, 10, tzinfo=LEGAL_ZONE).isoformat()
    assert out in client.get(door).content.decode()
    closure = {"starts_at": SEASON, "ends_at": SEASON + timedelta(days=2), "reason": "检修"}
    announce_closure(station.pk, **closure, by=replace(keeper, now=SEASON - timedelta(days=1)))
    assert ServiceSite.objects.get(pk=station.pk).state == "open", "the register follows in the night"
    settings.CLOCK_PIN = SEASON.isoformat()
    assert offered not in client.get(door).content.decode()


def test_a_season_that_is_confirmed_and_not_begun_counts_nobody(station: ServiceSite, keeper: Sender) -> None:
    begins = datetime(2026, 7, 6, 8, tzinfo=LEGAL_ZONE)
    by = Sender(keeper.actor, datetime(2026, 6, 15, 10, tzinfo=LEGAL_ZONE))
    confirm_season(station.pk, SUMMER, by=by)
    with pytest.raises(TransitionRefused):
        came(station, begins - timedelta(days=1))
    came(station, begins)
    assert date(2026, 7, 6) == CheckInCount.objects.get().day


def test_a_closed_site_says_the_same_as_before(station: ServiceSite, client: Client) -> None:
    closed_site(station)
    door = f"/s/{station.code}/?d={DoorCode.objects.get(site=station).mark}"
    assert "这里暂停开放,恢复开放后欢迎您再来" in client.get(door).content.decode()


def test_a_closed_door_is_opened_there_and_not_offered_to_be_closed_again(
    site: ServiceSite, keeper: Sender, desk: Client
) -> None:
    notices = f"/desk/sites/{site.code}/notices/"
    announce_closure(site.pk, starts_at=LATER, ends_at=None, reason="检修", by=keeper)
    again = {"kind": "closure", "why": "设备检修", "starts_on": LATER.date().isoformat(), "preview": "1"}
    assert "时间重叠" in desk.post(notices, {**again, "seen": "1"}).content.decode()
    acts = page_of(desk, site).split("您可以办理")[1].split("</section>")[0]
    assert f'href="{notices}?kind=reopening#form">恢复开放' in acts
    assert "临时停开" not in acts


def test_nobody_is_asked_to_confirm_the_facts_of_a_site_that_is_gone(
    tree: Tree, site: ServiceSite, desk: Client
) -> None:
    seed_packs(tree.city, actor=SYSTEM, now=NOW)
    ServiceSite.objects.filter(pk=site.pk).update(confirmed_on=date(2024, 1, 2))
    assert "以前核实" in page_of(desk, site)
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    page = page_of(desk, site)
    assert "以前核实" not in page and "请告知他们" not in page


def test_a_door_that_is_open_until_a_decided_last_day_can_be_closed_for_a_day(
    site: ServiceSite, desk: Client
) -> None:
    ahead = LATER + timedelta(days=30)
    suspend_site(site.pk, starts_at=ahead, ends_at=None, reason="注销", actor=SYSTEM, now=LATER)
    assert "临时停开" in page_of(desk, site)
