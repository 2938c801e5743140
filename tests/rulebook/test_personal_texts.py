"""No identity or mobile number enters a measure: by its own texts, its rows and tables, a later document or its scan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.models import AuditEntry
from rulebook.models import PackRecord, PackScan, RulePack
from rulebook.services import BadPack, Later, attach_scan, edit_pack, enter_record
from rulebook.term_rows import LadderStep
from rulebook.text_checks import personal_in_terms
from tests.factories import NOW, actor_of, person, union
from tests.factories.packs import SCAN, TERMS, draft_pack, published_pack
from tests.pdfs import plain_pdf
from tests.rulebook.seed_tables import TABLES

#: The worked example of the standard, not a person.
NUMBER = "11010519491231002X"
MOBILE = "139 0000 0000"
ROOM = TABLES["nursing_room"]


def in_a_standard(text):
    head = ROOM.dimensions[0]
    first = replace(head.criteria[0], standard=f"询王某({text})。")
    return replace(
        ROOM, dimensions=(replace(head, criteria=(first, *head.criteria[1:])), *ROOM.dimensions[1:])
    )


BAD = {
    "change notes": (replace(TERMS, change_notes=f"经办人 {NUMBER}"), "修改说明中含有身份证号码"),
    "a mobile number": (replace(TERMS, note=f"有事请打 {MOBILE}"), "中含有手机号码"),
    "a step of the ladder": (
        replace(TERMS, ladder=(LadderStep(action="remind", days=0, wording=f"通知 {NUMBER}"),)),
        "处置措施中含有身份证号码",
    ),
    "a level of signing": (replace(TERMS, sign_off_levels=(f"签批 {MOBILE}",)), "签批环节中含有手机号码"),
    "a scoring table": (replace(TERMS, rubrics=(in_a_standard(NUMBER),)), f"“{ROOM.title}”中含有身份证号码"),
}


@pytest.mark.parametrize(("terms", "words"), BAD.values(), ids=BAD.keys())
def test_each_part_is_named_once_and_the_number_is_not_repeated(terms, words):
    (problem,) = personal_in_terms(terms)
    assert words in problem
    assert NUMBER not in problem and MOBILE not in problem


def test_numbers_of_two_texts_never_make_one():
    assert personal_in_terms(replace(TERMS, note=NUMBER[:9], change_notes=NUMBER[9:])) == []
    assert personal_in_terms(replace(TERMS, sign_off_levels=(NUMBER[:9], NUMBER[9:]))) == []


@pytest.fixture
def city(db):
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def officer(city):
    return actor_of(person("bianzhi", "administrator", city))


def test_a_draft_with_such_a_text_is_not_saved(city, officer):
    pack = draft_pack(city)
    with pytest.raises(BadPack, match="修改说明中含有身份证号码"):
        edit_pack(pack.pk, BAD["change notes"][0], actor=officer, now=NOW)
    assert NUMBER not in RulePack.objects.get(pk=pack.pk).change_notes
    assert not AuditEntry.objects.filter(changes__icontains=NUMBER).exists()


@pytest.mark.parametrize(("field", "label"), [("reason", "原因"), ("text", "勘误内容")])
def test_a_later_document_with_such_a_text_is_not_entered(city, officer, field, label):
    pack = published_pack(city)
    later = replace(
        Later(kind="erratum", text="“十日”应为“十个工作日”。", reason="印刷错误。"),
        **{field: f"王某 {NUMBER}"},
    )
    with pytest.raises(BadPack, match="含有身份证号码"):
        enter_record(pack.pk, later, actor=officer, now=NOW)
    assert not PackRecord.objects.exists(), label


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (plain_pdf(f"No. {NUMBER}"), "身份证号码,请遮盖"),
        (b"%PDF-1.7\nnothing that is a page\n%%EOF\n", "不完整或已损坏"),
    ],
    ids=["a number on its page", "no document at all"],
)
def test_what_the_pages_of_a_scan_say_is_read(city, officer, data, words):
    pack = draft_pack(city)
    with pytest.raises(BadPack, match=words):
        attach_scan(pack.pk, data, actor=officer, now=NOW)
    assert not PackScan.objects.exists()
    assert attach_scan(pack.pk, SCAN, actor=officer, now=NOW).pack_id == pack.pk
