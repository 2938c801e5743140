"""The file of one site: facts, state, next step, cases, history, and who may open it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant
from core.actor import SYSTEM
from core.audit import record
from core.registry import CHECKS, PANELS, Panel
from desk import site_file
from inspection.models import Finding
from inspection.watching.words import act_address
from rulebook.services import seed_calendars
from sites.models import HostAgreement, SiteKeeper
from sites.watched.people import unkept, without_keeper
from tests.factories import NOW
from tests.inspection.ladders import found_on, known_check
from tests.office import Office, build_office, case_in, site_of
from tests.sites.public_sites import closed_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings: Any) -> Office:
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


def read(office: Office, username: str, address: str, status: int = 200) -> str:
    response = office.client(username).get(address)
    assert response.status_code == status
    return response.content.decode()


def test_it_tells_facts_state_number_cases_and_history(office: Office) -> None:
    filing = case_in(office, "filed")
    site = site_of(filing)
    body = read(office, "district", f"/desk/sites/{site.code}/")
    wanted = [site.name, site.filing_number, site.code, "正常开放", "文登路28号", "25.5 平方米", "负责人甲"]
    wanted += [f"/desk/filings/{filing.number}/", f"/s/{site.code}/", "同意备案", "登记开放", "下一步"]
    for words in wanted:
        assert words in body, words


def test_expected_facts_stand_as_unknown_and_optional_ones_are_only_named(office: Office) -> None:
    site = site_of(case_in(office, "filed", directions="", lat=None))
    file = office.client("district").get(f"/desk/sites/{site.code}/").context["file"]
    place = next(section for section in file.sections if section.code == "place")
    assert {"label": "怎么找到门", "value": ""} in place.rows
    assert "车辆段(场)" in place.left_out
    assert "车辆段(场)" not in [row["label"] for row in place.rows]


def test_the_next_step_follows_the_state(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    assert "及时更新" in read(office, "district", f"/desk/sites/{site.code}/")
    closed_site(site)
    body = read(office, "district", f"/desk/sites/{site.code}/")
    assert "恢复开放,或者办理注销" in body
    assert "暂停开放" in body


def test_keepers_and_agreements_are_listed(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    HostAgreement.objects.create(site=site, host_name="某银行", starts_on=NOW.date(), ends_on=NOW.date())
    body = read(office, "district", f"/desk/sites/{site.code}/")
    assert "keeper同志" in body
    assert "某银行" in body


def test_whoever_keeps_the_sites_of_the_union_keeps_this_one(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    page = f"/desk/sites/{site.code}/"
    assert f"负责{site.managing_union.name}的阵地" in read(office, "district", page)
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    assert "的阵地</span>" not in read(office, "district", page), "nobody is named twice"
    SiteKeeper.objects.all().delete()
    RoleGrant.objects.filter(user=office.people["keeper"]).update(site_types=["mind_station"])
    assert "还没有指定" in read(office, "district", page)


@pytest.mark.parametrize("username", ["district2", "district3", "admin"])
def test_out_of_reach_is_not_found_and_tells_nothing(office: Office, username: str) -> None:
    site = site_of(case_in(office, "filed"))
    body = read(office, username, f"/desk/sites/{site.code}/", status=404)
    assert site.name not in body
    unknown = read(office, username, "/desk/sites/H39H63GE/", status=404)
    assert body.partition("<main")[2] == unknown.partition("<main")[2]


@pytest.mark.parametrize("code", ["x", "%00", "..%2f..", "1" * 3000, "AAAAAAAA", "%F0%9F%98%80"])
def test_an_impossible_code_is_not_found(office: Office, code: str) -> None:
    assert "没有找到" in read(office, "district", f"/desk/sites/{code}/", status=404)


def test_codes_are_read_however_they_are_typed(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    full_width = "".join(chr(ord(char) + 0xFEE0) for char in site.code)
    for typed in (site.code.lower(), full_width):
        assert site.name in read(office, "district", f"/desk/sites/{typed}/")
        assert site.name in read(office, "", f"/s/{typed}/")


def test_long_histories_show_the_latest_first_and_the_rest_on_demand(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    for number in range(site_file.FIRST_ENTRIES + 5):
        record(SYSTEM, "test.note", site, now=NOW, label=f"第{number}条记录")
    address = f"/desk/sites/{site.code}/"
    body = read(office, "district", address)
    assert "新建阵地草稿" not in body
    assert 'href="?history=all"' in body
    assert body.index("第34条记录") < body.index("第33条记录")
    whole = read(office, "district", f"{address}?history=all")
    assert "新建阵地草稿" in whole
    assert 'href="?history=all"' not in whole


def test_parts_of_other_apps_are_shown_in_their_place(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Panel(
        "site-file", 1, "components/message.html", lambda actor, row, now: {"text": f"来自{row.name}"}
    )
    away = Panel("site-file", 2, "components/message.html", lambda actor, row, now: None)
    elsewhere = Panel("round", 1, "no/such.html", lambda actor, row, now: {})
    monkeypatch.setattr(PANELS, "_items", {"a": here, "b": away, "c": elsewhere})
    site = site_of(case_in(office, "filed"))
    file = office.client("district").get(f"/desk/sites/{site.code}/").context["file"]
    assert file.panels == [("components/message.html", {"text": f"来自{site.name}"})]


def test_the_count_of_queries_does_not_grow_with_rows(office: Office) -> None:
    site = site_of(case_in(office, "filed"))

    def asked() -> int:
        client = office.client("district")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/desk/sites/{site.code}/").status_code == 200
        return len(queries)

    def add(number: int) -> None:
        SiteKeeper.objects.create(site=site, user=list(office.people.values())[number], since=NOW.date())
        HostAgreement.objects.create(
            site=site, host_name=f"第{number}家", starts_on=NOW.date(), ends_on=NOW.date()
        )

    add(0)
    one = asked()
    add(1)
    add(2)
    assert asked() == one <= 16


def test_what_needs_action_stands_before_the_facts_with_the_way_to_it_and_who_acts(office: Office) -> None:
    """A reader who may act finds a link; where nobody keeps the site, the union that manages it acts."""
    site = site_of(case_in(office, "filed"))
    of_today = {"began_on": NOW.date(), "found_on": NOW.date(), "found_at": NOW}
    Finding.objects.create(site=site, code="agreement_ended", severity="serious", **of_today)
    address = f"/desk/sites/{site.code}/"
    body = read(office, "keeper", address)
    assert body.index("预警问题") < body.index("备案与核实")
    link = f'<a class="touch" href="/desk/filings/new/?kind=change&amp;site={site.code}">变更备案</a>'
    assert f"阵地负责人:{CHECKS['agreement_ended'].remedy} {link}" in body
    assert office.client("keeper").get(f"/desk/filings/new/?kind=change&site={site.code}").status_code == 200
    assert link not in read(office, "city", address)
    SiteKeeper.objects.filter(site=site).delete()
    RoleGrant.objects.filter(role="keeper").delete()
    assert "主管工会(没有阵地负责人):" in read(office, "city", address)
    SiteKeeper.objects.create(site=site, user=office.people["keeper"], since=NOW.date())
    assert "没有阵地负责人" not in read(office, "city", address)


def test_what_one_keeper_by_grant_sees_to_is_his_where_his_types_are_those_of_the_site(
    office: Office,
) -> None:
    site = site_of(case_in(office, "filed"))
    SiteKeeper.objects.filter(site=site).delete()
    for kinds, kept in ([], True), ([site.site_type], True), (["nursing_room"], False):
        RoleGrant.objects.filter(role="keeper").update(site_types=kinds)
        assert unkept(site, NOW.date()).exists() is not kept
        found = without_keeper(NOW.date()).filter(pk=site.pk).exists()
        assert found is not kept, "the page and the nightly watch say the same"


def test_every_way_of_a_check_leads_to_a_page_of_its_site(office: Office) -> None:
    site = site_of(case_in(office, "filed"))
    ways = {check.act for check in CHECKS if check.act and check.subject == "site"}
    assert len(ways) >= 5
    for act in ways:
        status = office.client("keeper").get(act_address(act, site.code), follow=True).status_code
        assert status == (404 if act.name == "site-season" else 200), act


def test_the_next_step_of_the_ladder_is_told_once(office: Office) -> None:
    seed_calendars(actor=SYSTEM, now=NOW)
    site = site_of(case_in(office, "filed"))
    with known_check():
        found_on(site)
        body = read(office, "district", f"/desk/sites/{site.code}/")
    assert body.count("<dd>提醒:长期没有使用记录</dd>") == 1
