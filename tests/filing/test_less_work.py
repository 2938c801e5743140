"""What the portal knows already nobody types, and what belongs together is one button."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import AuditEntry
from filing import services
from filing.models import CaseDocument, Filing
from filing.particulars import known_from
from sites.models import SiteVersion
from sites.selectors import managers_known_to
from tests.factories import NOW, actor_of
from tests.office import build_office, case_in, draft_of, form_at, picture, site_of

pytestmark = pytest.mark.django_db

GAPS = (
    ("place.address", "地址不完整。", "写明门牌号。"),
    ("place.directions", "找不到门。", "写明从哪个门进。"),
    ("people.public_phone", "电话打不通。", "填写有人接听的电话。"),
    ("photos.plate", "照片模糊。", "文字清晰可辨。"),
)


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def returned(office):
    case = case_in(office, "district_check", photos=1)
    checker = actor_of(office.people["district"])
    for gap in GAPS:
        services.note_gap(case.pk, *gap, actor=checker, now=NOW)
    return services.return_filing(case.pk, actor=checker, now=NOW)


def answered(case):
    return set(case.deficiencies.exclude(answered_at=None).values_list("part", flat=True))


def sent(client, page, holding, then, **changes):
    form = form_at(client, page, holding=holding)
    return client.post(form.action, {**form.fields, "then": then, **changes}, follow=True)


def test_saving_answers_what_was_mended_on_the_page_and_names_the_rest(office, returned):
    client = office.client("keeper")
    page = sent(
        client, f"/desk/filings/{returned.number}/place/", "address", "answered", address="文登路30号"
    )
    assert answered(returned) == {"place.address"}
    assert "“怎么找到门”的内容还没有变化,没有答复" in page.content.decode()
    assert AuditEntry.objects.filter(action="filing.answer", outcome="done").count() == 1


def test_saving_alone_answers_nothing(office, returned):
    sent(
        office.client("keeper"),
        f"/desk/filings/{returned.number}/place/",
        "address",
        "back",
        address="文登路31号",
    )
    assert answered(returned) == set()


def test_uploading_answers_the_gaps_of_the_pictures_alone(office, returned):
    client, page = office.client("keeper"), f"/desk/filings/{returned.number}/photos/"
    shot = SimpleUploadedFile("门牌.jpg", picture(shade=9), "image/jpeg")
    response = sent(client, page, "key", "answered", plate=shot)
    assert answered(returned) == {"photos.plate"}
    assert response.redirect_chain[-1][0] == f"/desk/filings/{returned.number}/"


def test_a_draft_has_nothing_to_answer(office):
    draft = draft_of(office, "keeper")
    sent(
        office.client("keeper"),
        f"/desk/filings/{draft.number}/place/",
        "address",
        "answered",
        address="路9号",
    )
    assert not AuditEntry.objects.filter(action="filing.answer").exists()


def test_submitting_waits_for_the_last_answer(office, returned):
    page = office.client("keeper").get(f"/desk/filings/{returned.number}/answers/").content.decode()
    assert 'type="submit" disabled aria-describedby="open-gaps">提交备案' in page


def test_a_name_on_a_button_is_text_and_no_template(office):
    case_in(office, "filed", manager_name="{{ filing.number }}{% now 'Y' %}")
    draft = draft_of(office, "keeper", manager_name="", manager_phone="")
    page = office.client("keeper").get(f"/desk/filings/{draft.number}/people/").content.decode()
    assert "{{ filing.number }}{% now &#x27;Y&#x27; %}" in page


def test_managers_of_the_same_union_are_offered_and_of_no_other(office):
    case_in(office, "filed", manager_name="本会负责人", manager_post="主任")
    case_in(office, "draft", manager_name="草稿里的人")
    case_in(
        office,
        "filed",
        by="district2",
        over=office.licang_primary,
        district="370213",
        manager_name="外区的人",
    )
    draft = draft_of(office, "keeper", manager_name="", manager_phone="")
    assert managers_known_to(actor_of(office.people["keeper"]), draft.site) == [
        ("本会负责人", "主任", "0532-85911234")
    ]
    assert managers_known_to(actor_of(office.people["district2"]), draft.site) == []
    client, page = office.client("keeper"), f"/desk/filings/{draft.number}/people/"
    filled = sent(client, page, "manager_name", "", fill="manager-0", public_phone="0532-1").content.decode()
    assert 'value="本会负责人"' in filled
    assert 'value="0532-1"' in filled, "what was typed stays"
    assert 'value="manager-0"' in filled, "the buttons stay"
    assert Filing.objects.get(pk=draft.pk).version.manager_name == "", "a button fills, it does not save"


@pytest.mark.parametrize(
    ("listed", "known"),
    [((True, None, False), "pending"), ((False, False, False), "none"), ((None, False, False), None)],
)
def test_the_register_answers_for_the_maps_where_it_knows(listed, known):
    version = SiteVersion(**dict(zip(("listed_amap", "listed_baidu", "listed_tencent"), listed, strict=True)))
    assert known_from(version).get("maps") == known


@pytest.mark.parametrize(("spent", "known"), [((0, 0), True), ((0, None), None), ((100, 0), None)])
def test_no_union_money_means_no_equipment_of_the_union(spent, known):
    version = SiteVersion(union_fen=spent[0], upper_union_fen=spent[1])
    assert known_from(version).get("no_equipment") == known


@pytest.fixture
def leaving(office):
    site = site_of(case_in(office, "filed"))
    return services.start_cancellation(site, actor=actor_of(office.people["district"]), now=NOW)


def test_a_photo_of_the_plate_goes_among_the_documents(office, leaving):
    shot = SimpleUploadedFile("拆牌.jpg", picture(), "image/jpeg")
    page = f"/desk/filings/{leaving.number}/cancel/"
    response = sent(office.client("district"), page, "ground", "", plate="returned", plate_photo=shot)
    assert CaseDocument.objects.get(filing=leaving).title == "标识牌照片"
    assert response.redirect_chain[-1][0] == f"/desk/filings/{leaving.number}/answers/"
    assert "plate_photo" not in Filing.objects.get(pk=leaving.pk).particulars


def test_a_file_that_is_no_picture_of_a_plate_saves_nothing(office, leaving):
    bad = SimpleUploadedFile("拆牌.jpg", "这不是照片".encode(), "image/jpeg")
    page = f"/desk/filings/{leaving.number}/cancel/"
    response = sent(office.client("district"), page, "ground", "", plate="returned", plate_photo=bad)
    assert response.status_code == 400
    assert "拆牌.jpg:" in response.content.decode()
    assert Filing.objects.get(pk=leaving.pk).particulars == {}


def test_the_first_document_of_a_draft_is_taken_for_the_agreement(office):
    draft = draft_of(office, "keeper")
    page = f"/desk/filings/{draft.number}/documents/"
    assert form_at(office.client("keeper"), page, holding="kind").fields["kind"] == ["agreement"]
