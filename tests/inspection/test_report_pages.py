"""The pages of reports: three taps without an account, the number to follow, the office, the notice that follows."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import AuditEntry
from core.policy import NotAllowed
from core.templatetags.portal import in_fours
from inspection.models import PublicReport, ReportEntry
from inspection.reporting import services
from inspection.reporting.services.lodging import MOST_OF_A_SITE
from inspection.reporting.views import FindReport
from sites.models import ServiceSite
from tests.factories import NOW
from tests.inspection.reported import told_of
from tests.office import Office, build_office, case_in, form_at, picture, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office() -> Office:
    return build_office()


@pytest.fixture
def site(office: Office) -> ServiceSite:
    return site_of(case_in(office, "filed"))


def at(site: ServiceSite) -> str:
    return f"/s/{site.code}/report/"


def sent(client: Client, site: ServiceSite, **typed: Any) -> Any:
    return client.post(at(site), {"key": str(uuid.uuid4()), "kind": "locked", **typed})


def text_at(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def confirmed(
    site: ServiceSite, office: Office, words: str = "已要求按时开门。", **told: Any
) -> PublicReport:
    report = told_of(site, **told).report
    return services.answer_report(report.pk, "confirmed", words, actor=office.actor("district"), now=NOW)


def test_the_form_leads_to_the_number_and_a_second_sending_to_the_same(
    client: Client, site: ServiceSite
) -> None:
    form = form_at(client, at(site), holding="kind")
    typed = {**form.fields, "kind": "locked", "text": "上午十点门锁着。"}
    first, again = client.post(at(site), typed), client.post(at(site), typed)
    entry = ReportEntry.objects.get()
    assert first["Location"] == again["Location"] == f"/reports/{entry.number}/?k={entry.token}"
    page = text_at(client, first["Location"])
    for words in (
        "已收到,谢谢您。",
        entry.number,
        in_fours(entry.token),
        "上午十点门锁着。",
        "门锁着,进不去",
        "正在核实",
    ):
        assert words in page
    due = entry.report.due_on
    assert due is not None and f"{due.year}年{due.month}月{due.day}日前答复" in page


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_who_told_of_it_reads_that_the_answer_is_late(
    client: Client, office: Office, site: ServiceSite, settings: Any, days: int, is_late: bool
) -> None:
    entry = told_of(site)
    due = entry.report.due_on
    assert due is not None
    settings.CLOCK_PIN = (NOW + (due - NOW.date()) + timedelta(days=days)).isoformat()
    page = text_at(client, f"/reports/{entry.number}/?k={entry.token}")
    assert ("现已超期,市总工会可以看到" in page) is is_late
    services.answer_report(entry.report_id, "refuted", "按时开门。", actor=office.actor("district"), now=NOW)
    assert "超期" not in text_at(client, f"/reports/{entry.number}/?k={entry.token}")


def test_without_the_token_there_is_nothing(client: Client, site: ServiceSite) -> None:
    entry = told_of(site)
    for query, words in (("", "查看处理结果要有编号和查询码"), ("?k=AAAA", "编号和查询码对不上")):
        heard = set()
        for number in (entry.number, "FY2026-999999"):
            answer = client.get(f"/reports/{number}/{query}")
            assert answer.status_code == 404
            page = answer.content.decode()
            assert words in page
            assert 'action="/reports/"' in page
            heard.add(page.replace(number, "?").replace(FindReport.example, "?"))
        assert len(heard) == 1, "the answer tells which number exists"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": ""}, "请选择您遇到的情况。"),
        ({"kind": "haunted"}, "没有这个选项"),
        ({"text": "身份证 11010519491231002X"}, "身份证号码"),
        ({"text": "<script>alert(1)</script>"}, "网页代码"),
        ({"photo": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, "照片"),
    ],
)
def test_bad_input_is_answered_in_words_and_kept_by_nobody(
    client: Client, site: ServiceSite, typed: dict[str, Any], words: str
) -> None:
    answer = sent(client, site, **typed)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert not PublicReport.objects.exists()


def test_a_form_without_its_key_and_a_site_that_is_gone(client: Client, site: ServiceSite) -> None:
    assert client.post(at(site), {"kind": "locked"}).status_code == 400
    assert client.get("/s/A2345678/report/").status_code == 404
    ServiceSite.objects.filter(pk=site.pk).update(state="cancelled")
    page = text_at(client, at(site))
    assert "这里已经停止服务" in page and '<form class="form"' not in page
    assert sent(client, site).status_code == 409
    assert "反映问题" not in text_at(client, f"/s/{site.code}/")


def test_a_crowd_from_one_network_hears_until_when(client: Client, site: ServiceSite) -> None:
    for _ in range(MOST_OF_A_SITE):
        assert sent(client, site).status_code == 302
    answer = sent(client, site)
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (429, True)
    assert "这一次没有提交" in answer.content.decode()
    assert ReportEntry.objects.count() == MOST_OF_A_SITE


def test_the_page_of_the_site_tells_what_was_found_true_for_thirty_days(
    client: Client, office: Office, site: ServiceSite, settings: Any
) -> None:
    told_of(site, "broken")
    assert "有人反映" not in text_at(client, f"/s/{site.code}/"), "what nobody has looked at is not told"
    confirmed(site, office, now=NOW - timedelta(days=3))
    assert "3 天前有人反映门锁着,已核实:已要求按时开门。" in text_at(client, f"/s/{site.code}/")
    settings.CLOCK_PIN = (NOW + timedelta(days=31)).isoformat()
    assert "有人反映" not in text_at(client, f"/s/{site.code}/")


def test_the_reporter_reads_the_answer_and_sees_the_picture_once_it_was_looked_at(
    client: Client, office: Office, site: ServiceSite
) -> None:
    entry = told_of(site, picture=picture(shade=51))
    follow, shot = (
        f"/reports/{entry.number}/?k={entry.token}",
        f"/reports/{entry.number}/picture/?k={entry.token}",
    )
    assert "由工作人员看过后才显示" in text_at(client, follow)
    assert client.get(shot).status_code == 404
    services.clear_picture(entry.report_id, entry.pk, actor=office.actor("district"), now=NOW)
    assert f"/reports/{entry.number}/picture/" in text_at(client, follow)
    assert client.get(shot)["Content-Type"] == "image/jpeg"
    services.answer_report(
        entry.report_id, "refuted", "到场查看,门开着。", actor=office.actor("city"), now=NOW
    )
    page = text_at(client, follow)
    assert "到场查看,门开着。" in page and "已核实,与反映的情况不符" in page
    services.erase_picture(entry.report_id, entry.pk, actor=office.actor("district"), now=NOW)
    assert client.get(shot).status_code == 404
    assert "已经删除" in text_at(client, follow)


def test_keeper_explains_district_answers_and_one_tap_leads_to_the_notice(
    office: Office, site: ServiceSite
) -> None:
    report = told_of(site).report
    page = f"/desk/inspections/reports/{report.pk}/"
    keeper, district = office.client("keeper"), office.client("district")
    form = form_at(keeper, page, action="/explain/")
    assert keeper.post(form.action, {**form.fields, "words": "当日停电。"}).status_code == 302
    assert "答复反映人</h2>" not in text_at(keeper, page)
    form = form_at(district, page, action="/answer/")
    assert district.post(form.action, {**form.fields, "verdict": "confirmed", "words": ""}).status_code == 400
    answer = district.post(form.action, {**form.fields, "verdict": "confirmed", "words": "属实,已处理。"})
    assert answer.status_code == 302
    for client in (keeper, district):
        assert "情况属实,马上告知公众" in text_at(client, page)
    assert "已经解决,资料核实无误" in text_at(district, page)
    assert "已经解决,资料核实无误" not in text_at(keeper, page), "his word lifts nothing, as the page says"
    notice = text_at(keeper, f"/desk/sites/{site.code}/notices/?kind=closure&reason=值守人员不足")
    assert "值守人员不足" in notice
    assert "下达整改通知" in text_at(district, page)
    assert "情况属实" not in text_at(office.client("auditor"), page)


def test_nobody_above_writes_over_what_the_site_said_and_the_history_tells_the_numbers(
    office: Office, site: ServiceSite
) -> None:
    entry = told_of(site)
    report, district = entry.report, office.client("district")
    page = f"/desk/inspections/reports/{report.pk}/"
    assert "阵地说明情况</h2>" in text_at(district, page), "as long as the site said nothing"
    services.explain(report.pk, "当日停电。", actor=office.actor("keeper"), now=NOW)
    shown = text_at(district, page)
    assert "阵地说明情况</h2>" not in shown and f"编号 {entry.number}" in shown
    with pytest.raises(NotAllowed, match="由阵地负责人修改"):
        services.explain(report.pk, "没有人。", actor=office.actor("district"), now=NOW)
    services.explain(report.pk, "当日停电,已恢复。", actor=office.actor("keeper"), now=NOW)
    told = AuditEntry.objects.filter(action="report.reply", outcome="done").latest("pk")
    assert told.changes["说明"] == ["当日停电。", "当日停电,已恢复。"]


@pytest.mark.parametrize("kind", ["locked", "wrong", "gone", "broken"])
def test_every_way_on_from_a_confirmed_report_leads_somewhere(
    office: Office, site: ServiceSite, kind: str
) -> None:
    report = confirmed(site, office, kind=kind)
    client = office.client("district")
    page = client.get(f"/desk/inspections/reports/{report.pk}/")
    links = page.context["notices"]
    assert len(links) >= 3
    for label, url in links:
        assert client.get(url.partition("#")[0]).status_code == 200, (label, url)


def test_the_reason_that_the_report_proposes_stands_in_the_form(office: Office, site: ServiceSite) -> None:
    client = office.client("keeper")
    page = f"/desk/sites/{site.code}/notices/"
    closure = form_at(client, f"{page}?kind=closure&reason=设备检修", holding="starts_on")
    assert closure.fields["why"] == ["设备检修"]
    free = form_at(client, f"{page}?kind=closure&reason=门锁坏了", holding="starts_on")
    assert free.fields["reason"] == ["门锁坏了"]


def test_the_list_is_found_by_number_name_and_state(office: Office, site: ServiceSite) -> None:
    entry = told_of(site)
    client = office.client("district")
    page = "/desk/inspections/?tab=reports"
    for query in ("", f"&q={entry.number}", f"&q={site.name[:2]}", "&state=received"):
        assert f"/desk/inspections/reports/{entry.report_id}/" in text_at(client, page + query), query
    for query in ("&q=FY2026-999999", "&state=confirmed", "&type=mind_station"):
        assert f"/desk/inspections/reports/{entry.report_id}/" not in text_at(client, page + query), query
    assert f"/reports/{entry.report_id}/" not in text_at(office.client("district2"), page)
    assert "群众反映“门锁着”" in text_at(client, f"/desk/sites/{site.code}/")


def test_who_wrote_down_number_and_code_finds_back(client: Client, site: ServiceSite) -> None:
    entry = told_of(site)
    assert "反映编号" in text_at(client, "/reports/")
    right = client.get("/reports/", {"number": f" {entry.number.lower()}", "k": f"{entry.token.lower()} "})
    assert right.status_code == 302
    assert in_fours(entry.token) in text_at(client, right["Location"])
    typed = client.get("/reports/", {"number": entry.number, "k": in_fours(entry.token)})
    assert typed["Location"] == right["Location"], "with spaces as it is shown"
    wide = "".join(chr(ord(each) + 0xFEE0) for each in entry.number)
    typed = client.get("/reports/", {"number": wide, "k": entry.token})
    assert typed.headers.get("Location") == right["Location"], (
        "as a Chinese keyboard types letters and figures"
    )
    assert "编号和查询码,请记下" in text_at(client, at(site))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"number": "FY2026-000001", "k": ""}, "请填写查询码。"),
        ({"number": "", "k": "ABCD"}, "请填写编号。"),
        ({"k": " "}, "请填写编号和查询码。"),
    ],
)
def test_what_was_left_empty_is_named(client: Client, typed: dict[str, str], words: str) -> None:
    page = client.get("/reports/", typed).content.decode()
    assert words in page and "对不上" not in page


def test_after_an_error_a_chosen_picture_is_asked_for_again(client: Client, site: ServiceSite) -> None:
    shot = SimpleUploadedFile("a.jpg", picture(shade=7), "image/jpeg")
    kept, lost = "已填写的内容都还在", "已填写的文字都还在,照片要重新选择"
    answers = [sent(client, site, kind="", **more).content.decode() for more in ({"photo": shot}, {})]
    assert [(kept in page, lost in page) for page in answers] == [(False, True), (True, False)]


def test_a_wrong_number_and_a_wrong_code_hear_the_same(client: Client, site: ServiceSite) -> None:
    entry = told_of(site)
    for typed in (
        {"number": entry.number, "k": "X"},
        {"number": "FY2026-999999", "k": entry.token},
    ):
        answer = client.get("/reports/", typed)
        assert answer.status_code == 404
        page = answer.content.decode()
        assert "对不上" in page and f'value="{typed["k"]}"' in page, (
            "one letter is put right, not all of them"
        )


def test_a_post_out_of_reach_is_told(office: Office, site: ServiceSite) -> None:
    report = told_of(site).report
    page = f"/desk/inspections/reports/{report.pk}/"
    client = office.client("district2")
    assert client.post(f"{page}answer/", {"key": str(uuid.uuid4()), "seen": "0"}).status_code == 404
    assert AuditEntry.objects.filter(action="report.reach", outcome="refused").count() == 1
    assert client.post("/desk/inspections/reports/999999/answer/", {}).status_code == 404
    assert AuditEntry.objects.filter(action="report.reach").count() == 1
