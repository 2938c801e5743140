"""The pages of the ladder: what lies ahead, what is signed after a preview, what a form may send."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from core.models import AuditEntry
from core.registry import Reader
from core.words import chinese_day
from inspection.laddering.inbox import consequences_inbox
from inspection.laddering.notice_days import answer_due
from inspection.laddering.pages import since_words, term_words
from inspection.laddering.services import object_to
from inspection.models import Consequence, ConsequenceCause, Rectification
from rulebook.selectors import load_calendar, measure_of
from tests.desks import desk_from
from tests.factories import NOW, Office, person
from tests.inspection.ladders import (
    after,
    found_on,
    nights,
    the,
)

pytestmark = pytest.mark.django_db

#: The last day of notice of what was announced on the sixteenth day, and the first on which it is signed.
READY = after(30)


@pytest.fixture
def at(settings):
    """Stops the clock at a moment."""
    return lambda moment: setattr(settings, "CLOCK_PIN", moment.isoformat())


def client_of(office: Office, name: str) -> Client:
    client = Client()
    client.force_login(getattr(office, name))
    return client


def text(response) -> str:
    return response.content.decode()


def frame(row: Consequence, **more: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "seen": str(row.revision), **more}


def test_the_file_of_the_site_says_what_lies_ahead(office, site, announced, at):
    at(after(16))
    page = text(client_of(office, "keeper").get(f"/desk/sites/{site.code}/"))
    assert "告知期满后签批限期整改:长期没有使用记录" in page
    assert "最早2026年11月11日可以签批" in page
    assert f"/desk/consequences/{announced.pk}/" in page


def test_a_keeper_objects_and_a_clerk_answers(office, site, announced, at):
    at(after(16))
    url = f"/desk/consequences/{announced.pk}/"
    keeper, district = client_of(office, "keeper"), client_of(office, "district")
    bare = keeper.post(f"{url}act/", frame(announced, action="object", note=""))
    assert (bare.status_code, "请填写异议理由" in text(bare)) == (400, True)
    keeper.post(f"{url}act/", frame(announced, action="object", note="正在装修,已停用。"))
    announced.refresh_from_db()
    assert (announced.state, announced.objection) == ("objected", "正在装修,已停用。")
    page = text(district.get(url))
    assert "正在装修,已停用。" in page and "2026年11月4日前;答复以前不能签批" in page
    answer = frame(announced, action="accept", note="情况属实。")
    assert district.post(f"{url}act/", answer).status_code == 302
    announced.refresh_from_db()
    assert (announced.state, announced.answer, announced.is_spared) == ("dropped", "情况属实。", True)


def test_what_is_picked_is_shown_before_it_is_signed_and_told_afterwards(office, site, announced, at):
    at(READY)
    district = client_of(office, "district")
    page = text(district.get("/desk/consequences/sign/"))
    assert "可以签批 1 项" in page and "checked" not in page
    page = text(district.get(f"/desk/consequences/sign/?preview=1&pick={announced.pk}"))
    assert "将签批 1 项" in page and "下达限期整改通知,阵地状态变为“整改中”" in page
    body = frame(announced, pick=str(announced.pk), note="同意。")
    body[f"seen-{announced.pk}"] = str(announced.revision)
    done = district.post("/desk/consequences/sign/", body, follow=True)
    order = Rectification.objects.get()
    assert "已签批 1 项" in text(done) and order.number in text(done)
    again = district.post("/desk/consequences/sign/", body)
    assert (again.status_code, Rectification.objects.count()) == (302, 1)
    entry = AuditEntry.objects.get(action="consequence.sign", outcome="done")
    assert (entry.note, entry.actor_name) == ("同意。", "李娜")


def test_before_its_day_it_is_not_offered_and_a_forged_form_signs_nothing(office, site, announced, at):
    at(after(20))
    district = client_of(office, "district")
    assert "没有告知期已满、由您签批的处置措施" in text(district.get("/desk/consequences/sign/"))
    body = frame(announced, pick=str(announced.pk))
    body[f"seen-{announced.pk}"] = str(announced.revision)
    done = district.post("/desk/consequences/sign/", body, follow=True)
    assert "没有签批 1 项" in text(done) and "告知期未满" in text(done)
    assert AuditEntry.objects.filter(action="consequence.sign", outcome="refused").count() == 1
    assert Rectification.objects.count() == 0


@pytest.mark.parametrize("typed", [["-1"], ["9" * 40], ["²"], ["x"], []])
def test_picks_that_are_no_keys_sign_nothing(office, announced, at, typed):
    at(READY)
    body = {"key": str(uuid.uuid4()), "pick": typed}
    answer = client_of(office, "district").post("/desk/consequences/sign/", body)
    assert (answer.status_code, Rectification.objects.count()) == (400, 0)
    assert "还没有选择要签批的措施,请勾选后再预览" in text(answer)


def test_what_lies_out_of_reach_is_noted_and_not_signed(office, announced, at):
    at(READY)
    client = Client()
    client.force_login(person("d3", "district", office.tree.north))
    body = frame(announced, pick=str(announced.pk))
    assert client.post("/desk/consequences/sign/", body).status_code == 302
    assert client.get(f"/desk/consequences/{announced.pk}/").status_code == 404
    assert AuditEntry.objects.get(action="consequence.reach").outcome == "refused"
    assert Rectification.objects.count() == 0
    keeper = client_of(office, "keeper")
    assert keeper.post("/desk/consequences/sign/", body).status_code == 403


def test_the_list_narrows_and_names_what_can_be_signed(office, announced, at):
    at(READY)
    district = client_of(office, "district")
    page = text(district.get("/desk/consequences/"))
    assert "签批(可签批 1 项)" in page and "长期没有使用记录" in page
    assert "没有符合条件的处置措施" in text(district.get("/desk/consequences/?state=lifted"))


def test_picked_findings_of_the_board_lead_to_what_can_be_signed(office, site, announced, at):
    at(READY)
    finding = site.findings.get()
    district = client_of(office, "district")
    answer = district.get(f"/desk/findings/pick/?pick={finding.pk}")
    assert answer.headers["Location"] == f"/desk/consequences/sign/?pick={announced.pk}"


def test_the_desk_of_who_signs_and_of_who_keeps(office, announced):
    def lines(name: str, now) -> list[str]:
        actor = office.actor(name)
        found = [(each, list(each.rows)) for each in consequences_inbox(actor, now.date())]
        boxes = [each.tell(Reader(actor, now), rows) for each, rows in found if rows]
        return [line.reason for box in boxes for line in (*box.waiting, *box.upcoming)]

    assert lines("district", after(16)) == []
    assert lines("district", READY) == ["告知期已满,可以签批限期整改"]
    assert lines("keeper", READY) == ["已告知拟限期整改,请尽快解决或提出异议"]


def test_an_objection_that_is_not_answered_in_time_is_late_on_page_and_desk(office, announced, at):
    """The desk goes by the day of the answer: before it nobody signs."""
    row = object_to(announced.pk, note="已经补登。", actor=office.actor("keeper"), now=after(16))
    due = answer_due(measure_of(row.pack_id), after(16).date(), load_calendar())
    until = f"{chinese_day(due.date)}前"
    late = after((due.date - NOW.date()).days + 13)
    for moment, words in (
        (after(-13, late), f"{until},今天到期"),
        (after(-14, late), until),
        (late, f"{until},已超期 13 天"),
    ):
        at(moment)
        page = text(client_of(office, "district").get(f"/desk/consequences/{row.pk}/"))
        assert f"<dd>{words};答复以前不能签批</dd>" in page
        (line,) = desk_from(consequences_inbox, office.actor("district"), moment).waiting
        assert (line.due, line.due_words) == (due.date, words)


def test_a_cause_says_since_when_it_is_there_since_when_it_counts_and_on_what_ground(office, site, at):
    """The day of the board, and the day on which it was found: not the one under the name of the other."""
    at(READY)
    finding = found_on(site, began_on=after(-600).date())
    nights(NOW, 1)
    nights(after(15), 1)
    row = the("rectify", site)
    began, found = chinese_day(finding.began_on), chinese_day(NOW.date())
    words = f"问题自{began}存在,{found}发现并起算;“提醒”满 15 日仍未解决,依据《"
    client = client_of(office, "district")
    assert words in text(client.get(f"/desk/consequences/{row.pk}/"))
    preview = text(client.get(f"/desk/consequences/sign/?pick={row.pk}"))
    assert words in preview
    assert f'{site} <span class="quiet small">· {site.managing_union.name}</span>' in preview
    finding.began_on = NOW.date()
    cause = ConsequenceCause(finding=finding, since=NOW.date(), term="发现问题即提醒,《办法》(2026)")
    assert since_words(cause) == f"问题自{found}存在,当日起算"
    assert term_words(cause) == "发现问题即提醒,依据《办法》(2026)"
    cause.since = after(-9).date()
    assert since_words(cause) == f"自{chinese_day(cause.since)}起算"
