"""The board counts what is within reach, every number opens its rows, and what is picked is handed on."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from inspection.models import CheckRun, Finding
from inspection.watching.handing import PREVIEWS, Preview, StepOver
from inspection.watching.inbox import findings_inbox
from inspection.watching.services import run_checks
from rulebook.selectors import terms_of
from sites.confirming import GROUPS
from sites.models import ServiceSite
from sites.services import Sender, confirm_group
from tests.desks import desk_from
from tests.factories import pack_now, person, succeed
from tests.inspection.watching.planted import ONE_FACT
from tests.office import NOW, build_office
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db

CODES = ["agreement_ended", "agreement_ending", "keeper_missing"]


@pytest.fixture
def office():
    office = build_office()
    ended, soon = (NOW.date() + timedelta(days=days) for days in (-40, 10))
    opened_site(office.primary, "到期站", agreement_ends_on=ended)
    opened_site(office.primary, "快到期站", site_type="nursing_room", agreement_ends_on=soon)
    opened_site(office.licang_primary, "李沧站", district="370213", agreement_ends_on=ended)
    run_checks(clock=lambda: NOW, only=CODES)
    return office


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_paper_holds_the_list_with_what_narrowed_it_and_says_when_it_is_cut(office, monkeypatch):
    client = office.client("city")
    assert "?print=1" in text_of(client.get(reverse("findings")))
    body = text_of(
        client.get(reverse("findings"), {"print": "1", "district": "370202", "code": "agreement_ended"})
    )
    assert "返回预警问题" in body and "协议已到期、市南区</p>" in body
    assert "到期站" in body and "李沧站" not in body
    assert "只印前" not in body
    monkeypatch.setattr("desk.printing.MOST", 2)
    assert "预警问题超过 2 个,这里只印前 2 个" in text_of(client.get(reverse("findings"), {"print": "1"}))
    nothing = client.get(reverse("findings"), {"print": "1", "state": "ended"})
    assert "没有符合条件的预警问题" in text_of(nothing)


def test_each_sees_what_is_within_reach(office):
    seen = {
        who: set(re.findall("到期站|快到期站|李沧站", text_of(office.client(who).get(reverse("findings")))))
        for who in ("keeper", "district", "district2", "city", "admin")
    }
    south = {"到期站", "快到期站"}
    assert seen == {
        "keeper": south,
        "district": south,
        "district2": {"李沧站"},
        "city": {*south, "李沧站"},
        "admin": set(),
    }


def test_every_number_opens_as_many_rows(office):
    client = office.client("city")
    board = text_of(client.get(reverse("findings")))
    links = re.findall(r'<a href="(\?[^"]+=[^"]*)">(\d+)<', board)
    assert len(links) >= 10
    for address, count in links:
        page = text_of(client.get(reverse("findings") + address.replace("&amp;", "&")))
        assert page.count('<th scope="row" role="rowheader"><span>') == int(count), address


def test_what_a_former_check_found_bears_its_name_and_its_number_opens_it(office):
    row = Finding.objects.get(site__name="李沧站", code="agreement_ended")
    row.pk, row.code, row.ended_on = None, "facts_unconfirmed", NOW.date()
    row.save(force_insert=True)
    client = office.client("city")
    board = text_of(client.get(reverse("findings"), {"state": "ended"}))
    assert "facts_unconfirmed</" not in board and "资料长期没有核实</th>" in board
    ended = text_of(client.get(reverse("findings"), {"state": "ended", "code": row.code}))
    assert ended.count('<th scope="row" role="rowheader"><span>') == 1 and ">李沧站<" in ended
    nothing = text_of(client.get(reverse("findings"), {"code": row.code}))
    assert ">到期站<" not in nothing, "nothing of it is open"


def test_an_unknown_filter_is_left_out_and_ended_ones_are_found(office):
    client = office.client("city")
    assert "到期站" in text_of(
        client.get(reverse("findings"), {"code": "nothing", "severity": "'", "age": "x"})
    )
    ServiceSite.objects.filter(name="到期站").update(state="cancelled")
    run_checks(clock=lambda: NOW, only=CODES)
    assert ">到期站<" not in text_of(client.get(reverse("findings")))
    assert ">到期站<" in text_of(client.get(reverse("findings"), {"state": "ended"}))


def test_picked_rows_within_reach_are_handed_on(office, monkeypatch):
    own = Finding.objects.get(site__name="到期站", code="agreement_ended")
    other = Finding.objects.get(site__name="李沧站", code="agreement_ended")
    handed = []

    def steps(actor, findings, day):
        handed.append([each.pk for each in findings])
        ready = bool(actor.grants) and any(grant.can_decide for grant in actor.grants)
        return {own.pk: [StepOver(7, "拟限期整改,告知期已满,可以签批", "/desk/consequences/7/", ready)]}

    client = office.client("district")
    monkeypatch.setattr(
        PREVIEWS, "_items", {"test": Preview(steps, lambda keys: f"/desk/?pick={','.join(map(str, keys))}")}
    )
    board = text_of(client.get(reverse("findings")))
    assert "预览处置措施" in board and board.count('name="pick"') == 1 and len(handed) == 1
    plain = text_of(office.client("keeper").get(reverse("findings")))
    assert "预览处置措施" not in plain and 'name="pick"' not in plain
    assert "拟限期整改,告知期已满,可以签批" in plain
    handed.clear()
    answer = client.get(reverse("findings-pick"), {"pick": [own.pk, other.pk, "x", "9" * 30]})
    assert (answer.status_code, answer.url, handed) == (302, "/desk/?pick=7", [[own.pk]])
    nothing = client.get(reverse("findings-pick"), {"pick": [other.pk]}, follow=True)
    assert "请先在列表中勾选问题" in text_of(nothing)


def test_the_city_reads_which_terms_are_missing_and_what_did_not_end(office):
    CheckRun.objects.create(
        code="map_missing", day=clock.today(), attempts=1, began_at=NOW, error="没有完成。"
    )
    client = office.client("city")
    board = text_of(client.get(reverse("findings")))
    assert "没有标注电子地图" in board
    assert "缺“备案后标注地图”" not in board
    assert "season_notice" not in board and "开班前确认" not in board, (
        "no station of those measures has a season"
    )
    pack = pack_now("outdoor", office.city)
    limits = tuple(each for each in terms_of(pack).limits if each.code != "map_listing")
    succeed(pack, NOW.date(), limits=limits)
    assert "缺“备案后标注地图”:没有标注电子地图" in text_of(client.get(reverse("findings")))
    assert "缺“备案后标注地图”" not in text_of(office.client("keeper").get(reverse("findings")))


def test_the_file_of_a_site_shows_what_is_open_and_what_was(office):
    site = ServiceSite.objects.get(name="到期站")
    client = office.client("keeper")
    page = text_of(client.get(reverse("site-file", args=[site.code])))
    assert "共建协议已到期" in page
    assert "续签后" in page
    assert re.search(r"自2026年9月3日起,已 \d+ 天", page)
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    run_checks(clock=lambda: NOW, only=CODES)
    page = text_of(client.get(reverse("site-file", args=[site.code])))
    assert "目前没有未解决的预警问题" in page and "已解决的 1 个" in page


def test_a_finding_is_on_the_desk_of_who_acts_until_it_is_mended(office):
    lines = desk_from(findings_inbox, office.actor("keeper"), NOW).waiting
    assert [(line.title, line.reason.split(",")[0]) for line in lines] == [
        ("到期站", "严重:共建协议已到期"),
        ("快到期站", "提示:共建协议即将到期"),
    ]
    assert desk_from(findings_inbox, office.actor("city"), NOW).waiting == []
    ServiceSite.objects.update(state="cancelled")
    run_checks(clock=lambda: NOW, only=CODES)
    assert desk_from(findings_inbox, office.actor("keeper"), NOW).waiting == []


def test_a_site_that_nobody_confirmed_is_told_of_in_one_sentence_for_each_span(office):
    facts = {name: value for told in ONE_FACT.values() for name, value in told.items()}
    site = opened_site(office.primary, "核实站", site_type="nursing_room", **facts)
    ServiceSite.objects.exclude(pk=site.pk).update(state="cancelled")
    filed = NOW.date() - timedelta(days=400)
    ServiceSite.objects.filter(pk=site.pk).update(confirmed_on=None, filed_on=filed)
    codes = [f"unconfirmed_{group.code}" for group in GROUPS]
    run_checks(clock=lambda: NOW, only=codes)
    assert Finding.objects.filter(code__in=codes).count() == len(GROUPS)
    page = text_of(office.client("keeper").get(reverse("site-file", args=[site.code])))
    together = (
        "面积和设施、地图上图情况、负责人和内部电话、地址和怎么找到门没有按期核实",
        "开放时间和开放对象、对外电话没有按期核实",
    )
    assert page.count("没有按期核实") == 2
    assert [each for each in together if f"<strong>{each}</strong>" not in page] == []
    reasons = [line.reason for line in desk_from(findings_inbox, office.actor("keeper"), NOW).waiting]
    assert len([each for each in reasons if "没有按期核实" in each]) == 2
    confirm_group(site.pk, "hours", "on_site", by=Sender(office.actor("keeper"), NOW))
    run_checks(clock=lambda: NOW, only=codes)
    page = text_of(office.client("keeper").get(reverse("site-file", args=[site.code])))
    assert "<strong>对外电话没有按期核实</strong>" in page


def test_a_report_that_nobody_answered_leads_to_its_own_page_and_stands_once_on_the_desk(office):
    """The desk tells of the report itself, with how late it is."""
    told = {"began_on": NOW.date(), "found_on": NOW.date(), "found_at": NOW, "severity": "caution"}
    site = ServiceSite.objects.get(name="到期站")
    inputs = {"due": "2026-10-12", "reports": 1, "report": 17}
    Finding.objects.create(code="report_unanswered", site=site, inputs=inputs, **told)
    assert reverse("report", args=[17]) in text_of(office.client("district").get(reverse("findings")))
    assert office.client("district").get(reverse("desk")).status_code == 200
    reasons = [line.reason for line in desk_from(findings_inbox, office.actor("district"), NOW).waiting]
    assert [each for each in reasons if "群众反映" in each] == []


def test_the_board_costs_the_same_however_many_rows_it_has(office, django_assert_max_num_queries):
    for number in range(5):
        opened_site(office.primary, f"站{number}", agreement_ends_on=NOW.date() - timedelta(days=9))
    run_checks(clock=lambda: NOW, only=CODES)
    client = office.client("city")
    with django_assert_max_num_queries(16):
        client.get(reverse("findings"))


def test_an_administrator_reads_the_runs(office, admin_client):
    page = text_of(admin_client.get(reverse("admin:inspection_checkrun_changelist")))
    assert "共建协议已到期" in page and "完成" in page


def test_the_administrator_sees_and_is_asked_for_what_he_is_to_mend_and_nothing_of_sites(office, settings):
    """缺少节假日安排 of the city's union: on the board, and on his desk with the way to the calendar."""
    settings.CLOCK_PIN = NOW.isoformat()
    today = NOW.date()
    told = {"severity": "serious", "began_on": today, "found_on": today, "found_at": NOW}
    Finding.objects.create(union=office.city, code="calendar_missing", inputs={"year": 2027}, **told)
    board = text_of(office.client("admin").get(reverse("findings")))
    assert "年份 2027" in board
    assert "这里只列由系统管理员办理的问题" in board and "到期站" not in board
    (line,) = desk_from(findings_inbox, office.actor("admin"), NOW).waiting
    assert line.title == str(office.city) and line.reason.startswith("严重:缺少节假日安排(年份 2027)")
    assert line.url == reverse("admin:rulebook_calendaryear_changelist")
    assert office.client("admin").get(line.url).status_code == 200
    assert not [
        each
        for each in desk_from(findings_inbox, office.actor("city"), NOW).waiting
        if "节假日" in each.reason
    ]
    Finding.objects.filter(code="calendar_missing").update(ended_on=NOW.date())
    assert "没有需要系统管理员办理的问题" in text_of(office.client("admin").get(reverse("findings")))


def test_who_manages_no_site_reads_whose_board_it_is_and_no_zero(office):
    client = Client()
    client.force_login(person("expert", "reviewer", office.city))
    board = text_of(client.get(reverse("findings")))
    assert "预警问题由管理阵地的工会查看和办理" in board
    assert "没有未解决的问题" not in board and "合计" not in board


def found(code, began_on, ended_on=None) -> Finding:
    """Another one on the same site."""
    row = Finding.objects.get(site__name="快到期站", code="agreement_ending")
    row.pk, row.code, row.began_on, row.ended_on = None, code, began_on, ended_on
    row.found_on = began_on
    row.save(force_insert=True)
    return row


def rows_at(client, **wanted) -> int:
    page = text_of(client.get(reverse("findings"), wanted))
    return page.count('<th scope="row" role="rowheader"><span>')


def ages_at(client, **wanted) -> str:
    return text_of(client.get(reverse("findings"), wanted)).split("按持续时间")[-1].split("</table>")[0]


@pytest.mark.parametrize(
    ("days", "words"), [(7, "7 天以内"), (8, "8 至 30 天"), (30, "8 至 30 天"), (31, "31 至 90 天")]
)
def test_a_row_that_says_how_many_days_is_counted_under_them(office, settings, days, words):
    settings.CLOCK_PIN = NOW.isoformat()
    row = found("map_missing", NOW.date() - timedelta(days=days - 1))
    client, wanted = office.client("city"), {"code": row.code}
    assert f"已 {days} 天" in text_of(client.get(reverse("findings"), wanted))
    assert words in ages_at(client, **wanted)


def test_what_is_over_is_counted_by_how_long_it_lasted(office, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    began = NOW.date() - timedelta(days=400)
    found("map_missing", began, began + timedelta(days=2))
    client = office.client("city")
    told = ages_at(client, state="ended")
    assert "7 天以内" in told and "90 天以上" not in told
    assert [rows_at(client, state="ended", age=age) for age in ("week", "longer")] == [1, 0]


def test_after_the_clock_was_put_back_over_midnight_a_number_opens_its_rows_still(office, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    row = found("map_missing", NOW.date() + timedelta(days=1))
    client = office.client("city")
    assert "7 天以内" in ages_at(client, code=row.code)
    assert rows_at(client, code=row.code, age="week") == 1


def numbers_of(client) -> list[tuple[str, int]]:
    board = text_of(client.get(reverse("findings")))
    links = re.findall(r'<a href="(\?[^"]+=[^"]*)">(\d+)<', board)
    return [(address.replace("&amp;", "&"), int(count)) for address, count in links]


def test_the_number_of_the_only_district_leaves_out_what_stands_in_none(office):
    row = Finding.objects.get(site__name="快到期站", code="agreement_ending")
    row.pk, row.code, row.site, row.union = None, "activities_few_union", None, row.site.managing_union
    row.save(force_insert=True)
    client = office.client("district")
    assert any("district=370202" in address for address, _ in numbers_of(client))
    for address, count in numbers_of(client):
        page = text_of(client.get(reverse("findings") + address))
        assert page.count('<th scope="row" role="rowheader"><span>') == count, address


def test_a_district_that_no_union_governs_is_named_and_its_number_opens_it(office):
    opened_site(
        office.primary, "远处站", district="370285", agreement_ends_on=NOW.date() - timedelta(days=40)
    )
    run_checks(clock=lambda: NOW, only=CODES)
    client = office.client("city")
    board = text_of(client.get(reverse("findings")))
    assert ">莱西市</th>" in board
    for address, count in numbers_of(client):
        page = text_of(client.get(reverse("findings") + address))
        assert page.count('<th scope="row" role="rowheader"><span>') == count, address


def test_from_a_later_page_every_number_leads_to_the_first_one(office, monkeypatch):
    monkeypatch.setattr("desk.findings.views.PER_PAGE", 1)
    board = text_of(office.client("city").get(reverse("findings"), {"severity": "serious", "page": "2"}))
    links = re.findall(r'<a [^>]*href="(\?[^"]*)"', board.split('class="numbers"')[1].split("<form")[0])
    assert links and not [address for address in links if "page=" in address]


def test_a_board_of_one_severity_counts_no_other_one_as_none(office):
    client = office.client("city")
    board = client.get(reverse("findings"), {"severity": "serious"})
    for each in board.context["numbers"]:
        assert rows_at(client, **dict(parse_qsl(each["url"].strip("?")))) == each["value"], each
