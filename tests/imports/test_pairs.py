"""Rows of a list that may be a known place, or each other, are asked about as a single case would be, and only once."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from filing.models import Filing, ImportPair
from filing.models.imports import ImportBatch, ImportState
from sites.likeness.selectors import likely_same
from sites.models import LikenessDecision, ServiceSite
from tests.factories import actor_of
from tests.imports.lists import HEADS, Desk, book_of, errors_in, row_of, saved, xlsx
from tests.imports.test_enrolment import Hall, existing
from tests.office import Office, case_in, draft_of

PINNED = [*HEADS, "经度", "纬度", "坐标来源"]
PIN = {"lat": Decimal("36.067100"), "lng": Decimal("120.382600"), "pin_datum": "wgs84"}


def pinned(number: int, lng: float = 120.3826, lat: float = 36.0671, **changes: Any) -> list[Any]:
    return [*row_of(number, **changes), lng, lat, "GPS/天地图"]


def with_pins(*rows: list[Any]) -> bytes:
    return saved(book_of([PINNED, *rows]))


def pairs_of(batch: ImportBatch) -> list[tuple[int, int | None, int | None, str]]:
    rows = batch.pairs.order_by("number", "other_number", "other_site")
    return [(each.number, each.other_number, each.other_site_id, each.reasons) for each in rows]


def settle(desk: Desk, batch: ImportBatch, **typed: Any) -> Any:
    """Send the page of pairs."""
    batch.refresh_from_db()
    body = {"key": str(uuid.uuid4()), "seen": batch.revision, **typed}
    with desk.commits(execute=True):
        response = desk.client.post(reverse("import-pairs", args=[batch.pk]), body)
    batch.refresh_from_db()
    return response


def verdict(pair: ImportPair, said: str, reason: str = "分设南北两门") -> dict[str, str]:
    return {f"verdict-{pair.pk}": said, f"reason-{pair.pk}": reason}


@pytest.fixture
def hall(office: Office, django_capture_on_commit_callbacks: Any) -> Hall:
    return Hall(office, django_capture_on_commit_callbacks)


def test_near_points_same_doors_and_like_names_are_found_in_the_register(south):
    near = case_in(south.office, "filed", name="大学路驿站", address="大学路1号", **PIN)
    door = case_in(south.office, "filed", name="江苏路驿站", address="青岛市市南区莱阳路二十八号")
    name = case_in(south.office, "filed", name="建设银行香港中路支行工会驿站", address="香港中路7号")
    batch = south.taken(
        with_pins(
            pinned(1, lng=120.3830, 阵地名称="栈桥驿站"),
            [*row_of(2, 阵地名称="八大关驿站", 详细地址="莱阳路28号"), "", "", ""],
            [*row_of(3, 阵地名称="建设银行香港中路支行驿站", 详细地址="福州路2号"), "", "", ""],
            [*row_of(4, 阵地名称="鲁迅公园驿站"), "", "", ""],
        )
    )
    assert batch.state == "review"
    found = pairs_of(batch)
    assert [(number, site) for number, _, site, _ in found] == [
        (2, near.site_id),
        (3, door.site_id),
        (4, name.site_id),
    ]
    assert [why for *_, why in found] == ["相距约 40 米", "地址相同", "名称相近"]


def test_the_same_is_found_as_on_the_page_of_a_case(south):
    """Whatever a list finds of a row, the page of its case finds as well, and the other way round."""
    for number in range(3):
        case_in(
            south.office,
            "filed",
            name=f"第{number}医院驿站",
            address=f"文登路{number}号",
            lat=Decimal("36.067100") + Decimal(number) / 2000,
            lng=Decimal("120.382600"),
            pin_datum="wgs84",
        )
    rows = [pinned(n, lat=36.0671 + n / 3000, 阵地名称=f"第{n}医院户外劳动者驿站") for n in range(3)]
    batch = south.taken(with_pins(*rows))
    assert not batch.questions.exists()
    found = {(number, other or site) for number, other, site, _ in pairs_of(batch)}
    south.act(batch, "confirm")
    assert batch.state == "done"
    actor, made = actor_of(south.office.people["district"]), list(batch.sites.all())
    rows_of_sites = {each.filing.site_id: each.number for each in made}
    on_cases = set()
    for each in made:
        for twin in likely_same(actor, each.filing.version):
            other = rows_of_sites.get(twin.site.pk)
            if other is None or other < each.number:
                on_cases.add((each.number, other or twin.site.pk))
    assert len(found) > 5
    assert found == on_cases


def test_rows_of_one_list_are_compared_and_the_later_one_is_asked_about(south):
    batch = south.taken(
        with_pins(
            pinned(1, 阵地名称="栈桥驿站"),
            pinned(2, lng=120.3829, 阵地名称="鲁迅公园驿站"),
            [*row_of(3, 阵地名称="八大关驿站", 详细地址="文登路1号院3栋"), "", "", ""],
        )
    )
    assert [(number, other) for number, other, *_ in pairs_of(batch)] == [(3, 2), (4, 2)]


def test_across_the_border_a_public_site_is_told_of_by_its_union_only(office, hall):
    far = case_in(office, "filed", name="李村驿站", **PIN)
    hidden = case_in(office, "filed", name="李村公园驿站", **PIN, extent="unlisted")
    assert ServiceSite.objects.get(pk=far.site_id).is_listed
    desk = hall.desk("district2")
    batch = desk.taken(with_pins(pinned(1, 阵地名称="京口路驿站", **{"所属区(市)": "李沧区"})))
    assert [(site, why) for _, _, site, why in pairs_of(batch)] == [(far.site_id, "相距约 10 米")]
    page = errors_in(desk.client.get(reverse("import-pairs", args=[batch.pk])))
    assert "由市南区园林养护中心工会主管" in page
    assert ("李村" not in page and far.site.code is None) or ServiceSite.objects.get(
        pk=far.site_id
    ).code not in page
    assert hidden.site_id not in {site for _, _, site, _ in pairs_of(batch)}


def test_a_hidden_site_of_another_branch_is_not_told_of_at_all(office, hall):
    shown, hidden = (
        case_in(
            office,
            "filed",
            by="district2",
            over=office.licang_primary,
            name=name,
            address=address,
            extent=extent,
        )
        for name, address, extent in (
            ("大学路驿站", "莱阳路28号", "listed"),
            ("江苏路驿站", "文登路9号", "unlisted"),
        )
    )
    rows = [row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"), row_of(9, 阵地名称="栈桥驿站")]
    batch = hall.desk("keeper").taken(xlsx(*rows))
    assert [site for _, _, site, _ in pairs_of(batch)] == [shown.site_id]
    assert [each.is_within_reach for each in batch.pairs.all()] == [False]
    city = hall.desk("importer").taken(xlsx(*rows, row_of(3)))
    assert {site for _, _, site, _ in pairs_of(city)} == {shown.site_id, hidden.site_id}


def test_a_draft_within_reach_counts_and_one_out_of_reach_does_not(office, hall):
    mine = draft_of(office, "district", name="栈桥驿站", address="莱阳路28号")
    batch = hall.desk("district").taken(xlsx(row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号")))
    assert [site for _, _, site, _ in pairs_of(batch)] == [mine.site_id]
    page = errors_in(hall.desk("district").client.get(reverse("import-pairs", args=[batch.pk])))
    assert "莱阳路28号" in page and "栈桥驿站" in page
    other = hall.desk("district2").taken(xlsx(row_of(2, 阵地名称="小麦岛驿站", 详细地址="莱阳路28号")))
    assert pairs_of(other) == []


def test_an_open_pair_holds_up_no_draft_and_is_asked_on_the_page_of_the_case(south):
    case_in(south.office, "filed", name="大学路驿站", address="莱阳路28号")
    batch = south.taken(xlsx(row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号")))
    assert "有 1 对阵地可能是同一处" in errors_in(south.client.get(south.address(batch)))
    south.act(batch, "confirm")
    assert batch.state == "done"
    case = Filing.objects.get(imported__batch=batch)
    page = south.client.get(reverse("filing", args=[case.number])).content.decode()
    assert "可能与已有的阵地重复" in page
    assert batch.pairs.count() == 0


def test_what_was_decided_on_the_list_is_not_asked_again_on_the_case(south):
    filed = case_in(south.office, "filed", name="大学路驿站", address="莱阳路28号")
    batch = south.taken(
        xlsx(
            row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"),
            row_of(2, 阵地名称="栈桥驿站", 详细地址="莱阳路28号"),
        )
    )
    assert batch.pairs.count() == 3
    answers: dict[str, str] = {}
    for pair in batch.pairs.all():
        answers |= verdict(pair, "different")
    assert settle(south, batch, **answers).status_code == 302
    entry = AuditEntry.objects.get(action="import.pair")
    assert len(entry.changes) == 3 and "分设南北两门" in str(entry.changes)
    south.act(batch, "confirm")
    first, second = Filing.objects.filter(imported__batch=batch).order_by("pk")
    actor = actor_of(south.office.people["district"])
    for case in (first, second):
        twins = likely_same(actor, case.version)
        assert len(twins) == 2 and not any(twin.is_open for twin in twins)
    assert LikenessDecision.objects.filter(first=filed.site_id).count() == 2


def test_one_place_in_two_rows_is_taken_in_once(south):
    batch = south.taken(
        xlsx(
            row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"),
            row_of(2, 阵地名称="栈桥驿站", 详细地址="莱阳路28号"),
            row_of(3),
        )
    )
    pair = batch.pairs.get()
    settle(south, batch, **verdict(pair, "same", "同一大厅"))
    assert (batch.sites.count(), batch.left_out) == (2, 1)
    assert "同一处" in errors_in(south.client.get(reverse("import-pairs", args=[batch.pk])))
    south.act(batch, "confirm")
    assert Filing.objects.filter(imported__batch=batch).count() == 2


def test_an_answer_without_reason_or_with_a_mobile_number_keeps_what_was_typed(south):
    batch = south.taken(xlsx(row_of(1, 详细地址="莱阳路28号"), row_of(2, 详细地址="莱阳路28号"), row_of(3)))
    pair = batch.pairs.get()
    for reason, said in (("", "请写明认定的理由"), ("问13812345678", "手机")):
        response = settle(south, batch, **verdict(pair, "different", reason))
        assert response.status_code == 400
        assert said in errors_in(response)
        assert f'value="{reason}"' in response.content.decode()
    assert settle(south, batch).status_code == 400
    pair.refresh_from_db()
    assert pair.verdict == ""
    stale = settle(south, batch, **verdict(pair, "different"), seen=batch.revision + 7)
    assert stale.status_code == 409


def test_the_rest_of_a_page_is_answered_by_one_reason(south):
    rows = [row_of(n, 阵地名称=f"{name}驿站", 详细地址="莱阳路28号") for n, name in enumerate("甲乙丙丁")]
    batch = south.taken(xlsx(*rows))
    pairs = list(batch.pairs.order_by("pk"))
    assert len(pairs) == 6
    typed = {**verdict(pairs[0], "same", "同一大厅"), "rest": "1", "rest_reason": "同一大楼不同楼层"}
    assert settle(south, batch, **typed).status_code == 302
    assert not batch.pairs.filter(verdict="").exists()
    assert batch.sites.count() == 3


def test_decisions_outlast_a_new_check_and_a_new_upload_of_the_list(south):
    case_in(south.office, "filed", name="大学路驿站", address="莱阳路28号")
    rows = [row_of(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"), row_of(2, 使用面积="很大")]
    batch = south.taken(xlsx(*rows))
    assert batch.questions.count() == 1
    pair = batch.pairs.get()
    settle(south, batch, **verdict(pair, "different"))
    south.answer(batch, ("很大", "blank", ""))
    assert (batch.state, batch.pairs.get().verdict) == ("review", "different")
    south.act(batch, "drop")
    again = south.taken(xlsx(rows[0], row_of(2), row_of(3)))
    kept = again.pairs.get()
    assert (kept.verdict, kept.reason) == ("different", "分设南北两门")
    moved = south.taken(xlsx([*rows[0][:1], "八大关新驿站", *rows[0][2:]]))
    assert moved.pairs.filter(verdict="").exists(), "it looks otherwise now"


def test_a_list_of_existing_sites_waits_for_every_pair(hall, office):
    case_in(office, "filed", name="大学路驿站", address="莱阳路28号")
    batch = hall.sent(existing(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"), existing(2))
    refused = hall.propose(batch)
    assert refused.status_code == 409 and "还有 1 对相近的阵地没有认定" in errors_in(refused)
    settle(hall.desk("importer"), batch, **verdict(batch.pairs.get(), "different"))
    assert hall.propose(batch).status_code == 302
    hall.act(batch, "city", "sign")
    hall.act(batch, "city2", "approve")
    assert batch.state == ImportState.DONE
    assert LikenessDecision.objects.count() == 1
    before = batch
    hall.act(before, "city", "undo_existing", note="重报")
    assert (batch.state, LikenessDecision.objects.count()) == ("undone", 0)


NAME = "户外劳动者驿站"


def test_equal_names_of_existing_sites_are_settled_side_by_side(hall, office):
    """Also a name so common that nothing of it can be compared, and a case that is still open."""
    filed = case_in(office, "filed", by="district", name=NAME, address="大学路1号")
    mine = draft_of(office, "district", name="栈桥驿站", address="太平路12号")
    batch = hall.sent(
        existing(1, 阵地名称=NAME, 详细地址="香港中路7号"),
        existing(2, 阵地名称=NAME, 详细地址="香港中路7号"),
        existing(3, 阵地名称=NAME, 详细地址="莱阳路28号"),
        existing(4, 阵地名称=NAME, 详细地址=""),
        existing(5, 阵地名称="栈桥驿站", 详细地址="太平路88号"),
    )
    assert not batch.questions.exists()
    found = {(number, other or site) for number, other, site, _ in pairs_of(batch)}
    known = {(number, filed.site_id) for number in (2, 3, 4, 5)}
    assert found == {*known, (3, 2), (5, 2), (6, mine.site_id)}
    page = hall.desk("importer").client.get(reverse("import-pairs", args=[batch.pk])).content.decode()
    code = ServiceSite.objects.get(pk=filed.site_id).code
    assert "名称相同" in page and reverse("site-file", args=[code]) in page
    assert hall.propose(batch).status_code == 409
    answers: dict[str, str] = {}
    for pair in batch.pairs.all():
        answers |= verdict(pair, "different")
    settle(hall.desk("importer"), batch, **answers)
    assert hall.propose(batch).status_code == 302
    assert "分设南北两门" in str(AuditEntry.objects.get(action="import.pair").changes)


def test_an_answer_by_name_alone_settles_no_pair_of_existing_sites(hall, office):
    case_in(office, "filed", name="栈桥驿站", address="大学路1号")
    batch = hall.desk("importer").taken(
        saved(book_of([[*HEADS], row_of(1, 阵地名称="栈桥驿站"), row_of(2, 使用面积="很大")])),
        mode="existing",
    )
    batch.answers = {f"row:{batch.rows.first().sheet}!2:known": ["keep", ""]}
    batch.save(update_fields=["answers"])
    hall.desk("importer").answer(batch, ("很大", "blank", ""))
    assert batch.state == "review" and batch.pairs.filter(verdict="").count() == 1


def test_the_code_in_a_question_about_a_known_name_leads_to_its_site(south):
    filed = case_in(south.office, "filed", name="栈桥驿站", address="大学路1号")
    code = ServiceSite.objects.get(pk=filed.site_id).code
    batch = south.taken(xlsx(row_of(1, 阵地名称="栈桥驿站")))
    assert f'(阵地编码 <a href="{reverse("site-file", args=[code])}">{code}</a>)' in south.page(batch)


def test_a_place_that_came_meanwhile_holds_up_the_approval(hall, office):
    batch = hall.sent(existing(1, 阵地名称="八大关驿站", 详细地址="莱阳路28号"))
    hall.propose(batch)
    hall.act(batch, "city", "sign")
    case_in(office, "filed", name="大学路驿站", address="莱阳路28号")
    refused = hall.act(batch, "city2", "approve")
    assert refused.status_code == 409 and "又有阵地与名单中的阵地相近" in errors_in(refused)
    assert ServiceSite.objects.filter(name="八大关驿站").count() == 0
    hall.act(batch, "city2", "return", note="请认定是不是同一处")
    assert (batch.state, batch.pairs.filter(verdict="").count()) == ("review", 1)


def test_stations_too_near_each_other_are_told_with_their_distance(south):
    filed = case_in(south.office, "filed", name="大学路驿站", address="大学路1号", **PIN)
    assert ServiceSite.objects.get(pk=filed.site_id).is_listed
    batch = south.taken(
        with_pins(
            pinned(1, lat=36.0691, 阵地名称="栈桥驿站"),
            pinned(2, lat=36.0711, 阵地名称="鲁迅公园驿站"),
            pinned(3, lat=36.2, 阵地名称="崂山驿站"),
        )
    )
    said = {each.number: each.spacing for each in batch.sites.all()}
    assert "距“大学路驿站”约 220 米" in said[2]
    assert "距本名单第 2 行“栈桥驿站”约 220 米" in said[3]
    assert said[4] == ""
    assert "间距提醒(2 处)" in errors_in(south.client.get(south.address(batch)))


def test_more_rows_and_more_known_sites_take_no_more_questions(south):
    def asked(number: int) -> int:
        rows = [row_of(at + number * 100, 详细地址=f"第{at + number * 100}路1号") for at in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as log:
            south.taken(xlsx(*rows))
        return len(
            [
                each
                for each in log.captured_queries
                if "likeness" in each["sql"] or "servicesite" in each["sql"]
            ]
        )

    asked(2)
    few = asked(3)
    for at in range(3):
        case_in(south.office, "filed", name=f"{'甲乙丙'[at]}驿站", address=f"南京路{at}号")
    assert asked(40) <= few + 1


def test_the_page_of_pairs_takes_as_many_questions_for_two_as_for_twenty(south):
    def page(batch: ImportBatch) -> int:
        with CaptureQueriesContext(connection) as log:
            assert south.client.get(reverse("import-pairs", args=[batch.pk])).status_code == 200
        return len(log)

    for at in range(6):
        case_in(south.office, "filed", name=f"{'甲乙丙丁戊己'[at]}楼驿站", address=f"南京路{at}号")
    one = south.taken(xlsx(row_of(1, 阵地名称="子驿站", 详细地址="南京路1号")))
    six = south.taken(
        xlsx(*(row_of(n, 阵地名称=f"{'丑寅卯辰巳午'[n]}驿站", 详细地址=f"南京路{n}号") for n in range(6)))
    )
    assert (one.pairs.count(), six.pairs.count()) == (1, 6)
    page(one)
    assert page(six) == page(one)
