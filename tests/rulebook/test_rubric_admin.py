"""Scoring tables in the back office: typed in as cells of one table, told beside what cannot be read, frozen later."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from rulebook.forms.rubric_cells import WORDS
from rulebook.models import Rubric, RulePack
from rulebook.pack_text import pack_text
from rulebook.rubric import points_text
from rulebook.rubric_checks import vocabulary_of
from rulebook.rubric_words import criterion_row, mark_row, veto_row
from rulebook.selectors import terms_of
from tests.factories import person, union
from tests.factories.packs import draft_pack, published_pack
from tests.rulebook.test_rubric_rows import TABLE
from tests.rulebook.test_rulebook_admin import change_url, existing

pytestmark = pytest.mark.django_db

VOCABULARY = vocabulary_of("nursing_room")


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def page(client, city):
    client.force_login(person("guanli", "administrator", city))
    return client


@pytest.fixture
def pack(city):
    return draft_pack(city, rubrics=(TABLE,))


def url_of(rubric):
    return reverse("admin:rulebook_rubric_change", args=[rubric.pk])


def cells(row):
    """A row as a browser sends it: lists by name, boxes only when ticked."""
    told = {name: ("on" if value is True else value) for name, value in row.items() if value is not False}
    codes = {name: {label: code for code, label in words.items()} for name, words in WORDS.items()}
    for name in codes.keys() & told.keys():
        value = told[name]
        told[name] = [codes[name][each] for each in value] if isinstance(value, list) else codes[name][value]
    return told


def sent(rubric, **changes):
    """Everything that stands on the page of a table, as its form sends it back."""
    table = terms_of(rubric.pack).rubrics[0]
    data = {"title": table.title, "half_points": "on", "gap_limit": "10", "least_sample": 10}
    data["seen"] = rubric.pack.revision
    rows = {
        "marks": [mark_row(mark) for mark in table.marks],
        "dimensions": [{"code": each.code, "name": each.name} for each in table.dimensions],
        "criteria": [
            {**criterion_row(each, VOCABULARY), "dimension": head.code}
            for head in table.dimensions
            for each in head.criteria
        ],
        "vetoes": [veto_row(veto, VOCABULARY) for veto in table.vetoes],
    }
    for prefix, lines in rows.items():
        keys = list(getattr(rubric, prefix).values_list("pk", flat=True))
        data |= {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": len(lines)}
        for at, (row, key) in enumerate(zip(lines, keys, strict=True)):
            told = {**cells(row), "id": key, "rubric": rubric.pk}
            data |= {f"{prefix}-{at}-{name}": value for name, value in told.items()}
    return {**data, **changes}


def rubric_in(pack):
    return Rubric.objects.select_related("pack").get(pack=pack)


def test_the_page_shows_scales_as_offices_write_them(page, pack):
    text = page.get(url_of(rubric_in(pack))).content.decode()
    assert "10以上=40;6-10=20;6以下=0" in text
    assert 'name="gap_limit" value="10"' in text
    assert 'name="criteria-0-points" value="40"' in text
    assert ">\n[]</textarea>" not in text
    assert "桌子、洗手盆|热水" in text
    assert "发生安全责任事故" in text


def test_what_is_sent_back_unchanged_changes_nothing(page, pack):
    rubric = rubric_in(pack)
    before = terms_of(pack)
    answer = page.post(url_of(rubric), sent(rubric))
    assert answer.status_code == 302, answer.context["errors"]
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == before
    assert rubric_in(pack).pk == rubric.pk


def test_boxes_that_stay_ticked_keep_their_stored_order(page, city):
    head = TABLE.dimensions[0]
    turned = replace(
        head.criteria[0], evidence=("register", "photo"), purposes=head.criteria[0].purposes[::-1]
    )
    first = replace(head, criteria=(turned, *head.criteria[1:]))
    pack = draft_pack(city, rubrics=(replace(TABLE, dimensions=(first, *TABLE.dimensions[1:])),))
    rubric = rubric_in(pack)
    data = sent(rubric)
    data["criteria-0-evidence"] = data["criteria-0-evidence"][::-1]
    data["criteria-0-purposes"] = data["criteria-0-purposes"][::-1]
    assert page.post(url_of(rubric), data).status_code == 302
    assert terms_of(RulePack.objects.get(pk=pack.pk)) == terms_of(pack)
    assert AuditEntry.objects.get(action="pack.edit").changes == {}


def test_a_changed_scale_is_told_in_the_trail_of_its_pack(page, pack):
    rubric = rubric_in(pack)
    page.post(url_of(rubric), sent(rubric, **{"criteria-0-scale": "12以上=40;6-12=20;6以下=0"}))
    assert terms_of(RulePack.objects.get(pk=pack.pk)).rubrics[0].criterion("N1.2").steps[0].limit == 1200
    entry = AuditEntry.objects.get(action="pack.edit")
    assert list(entry.changes) == ["评分表 N1.2"]
    told = entry.changes["评分表 N1.2"][1]
    assert "看“使用面积”" in told and f"{points_text(TABLE.criterion('N1.2').points)} 分" in told


@pytest.mark.parametrize(
    ("cell", "value", "words"),
    [
        ("criteria-0-scale", "10以上=40;6-9=20;6以下=0", "9 至 10之间没有写明得几分"),
        ("criteria-0-scale", "大=40", "看不懂"),
        ("criteria-1-items", "桌子、冰柜", "设施清单中没有“冰柜”"),
        ("criteria-0-points", "-3", "应为 0 至 100 分"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_cell(page, pack, cell, value, words):
    rubric = rubric_in(pack)
    answer = page.post(url_of(rubric), sent(rubric, **{cell: value}))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not AuditEntry.objects.filter(action="pack.edit").exists()


def test_the_page_names_the_type_in_the_words_of_the_measure(page, pack):
    body = page.get(url_of(rubric_in(pack))).content.decode()
    assert f'<div class="readonly">{pack.type_rules.get(site_type="nursing_room").name}</div>' in body
    assert '<div class="readonly">nursing_room</div>' not in body


def test_points_that_do_not_add_up_are_saved_and_told_at_once(page, pack):
    rubric = rubric_in(pack)
    changed = {"criteria-2-points": "49", "criteria-2-code": "N2.1"}
    answer = page.post(url_of(rubric), sent(rubric, **changed), follow=True)
    assert "各项满分合计 99 分,应为 100 分" in answer.content.decode()


def test_an_item_under_a_head_that_nobody_wrote_is_kept_and_told(page, pack):
    rubric = rubric_in(pack)
    answer = page.post(url_of(rubric), sent(rubric, **{"criteria-2-dimension": "D9"}), follow=True)
    assert "大类 D9 没有名称" in answer.content.decode()
    table = terms_of(RulePack.objects.get(pk=pack.pk)).rubrics[0]
    assert table.criterion("N2.1").points == 500


def test_a_stale_page_is_told_and_writes_nothing(page, pack):
    rubric = rubric_in(pack)
    answer = page.post(url_of(rubric), sent(rubric, seen=rubric.pack.revision - 1, title="另一张表"))
    assert "本版本已有更新" in answer.content.decode()
    assert rubric_in(pack).title == TABLE.title


def test_a_published_table_is_only_read(page, city):
    published = published_pack(city, rubrics=(TABLE,))
    rubric = rubric_in(published)
    shown = page.get(url_of(rubric)).content.decode().partition("<fieldset")[2]
    assert "Scale" not in shown and "None" not in shown
    for code in ("acceptance", "photo", "register", "(0.1分)"):
        assert code not in shown, code
    for words in ("验收", "照片", "分档、选项或参照"):
        assert words in shown, words
    assert page.post(url_of(rubric), {"title": "改"}).status_code == 403


def test_the_page_of_the_pack_keeps_its_tables_and_adds_one(page, pack):
    rubric = rubric_in(pack)
    line = {
        "id": rubric.pk,
        "pack": pack.pk,
        "site_type": "nursing_room",
        "title": "新名",
        "half_points": "on",
    }
    data = existing(pack, seen=pack.revision)
    data |= {"rubrics-TOTAL_FORMS": 1, "rubrics-INITIAL_FORMS": 1}
    data |= {
        f"rubrics-0-{name}": value for name, value in {**line, "gap_limit": 8, "least_sample": 12}.items()
    }
    answer = page.post(change_url(pack), data)
    assert answer.status_code == 302, answer.context["errors"]
    table = terms_of(RulePack.objects.get(pk=pack.pk)).rubrics[0]
    assert table == replace(TABLE, title="新名", gap_limit=80, least_sample=12)


def test_a_pack_leaves_as_a_file_and_comes_back_as_a_new_draft(page, city):
    published = published_pack(city, rubrics=(TABLE,))
    answer = page.get(reverse("admin:rulebook_rulepack_file", args=[published.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="women-2026-01-01-v1.toml"'
    text = answer.content.decode().replace("effective_from = 2026-01-01", "effective_from = 2027-01-01")
    url = reverse("admin:rulebook_rulepack_import")
    handed = {"issuer": city.pk, "file": SimpleUploadedFile("新办法.toml", text.encode())}
    answer = page.post(url, handed, follow=True)
    assert "已导入为草稿" in answer.content.decode()
    draft = RulePack.objects.get(state="draft")
    assert terms_of(draft) == replace(terms_of(published), effective_from=draft.effective_from)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"points = [", "不符合 TOML 格式"),
        ("title = '办法'".encode("gb18030"), "不是 UTF-8 编码"),
        (b"surprise = 1", "不认识的项目“surprise”"),
        (b"", "文件是空的"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_its_faults(page, city, data, words):
    handed = {"issuer": city.pk, "file": SimpleUploadedFile("a.toml", data)}
    answer = page.post(reverse("admin:rulebook_rulepack_import"), handed)
    assert (answer.status_code, RulePack.objects.count()) == (200, 0)
    assert words in answer.content.decode()


def test_the_same_day_twice_is_told_beside_the_file(page, city):
    published = published_pack(city, rubrics=(TABLE,))
    text = pack_text(terms_of(published))
    handed = {"issuer": city.pk, "file": SimpleUploadedFile("a.toml", text.encode())}
    answer = page.post(reverse("admin:rulebook_rulepack_import"), handed)
    assert "已有同一施行日期的版本" in answer.content.decode()


def test_a_city_officer_reads_the_file_and_imports_none(client, city):
    client.force_login(person("heduiren", "city", city))
    published = published_pack(city, rubrics=(TABLE,))
    answers = [
        client.get(reverse("admin:rulebook_rulepack_file", args=[published.pk])).status_code,
        client.get(reverse("admin:rulebook_rulepack_import")).status_code,
    ]
    other = union("外地市总工会", "city", is_issuer=True)
    foreign = published_pack(other, rubrics=(TABLE,))
    answers.append(client.get(reverse("admin:rulebook_rulepack_file", args=[foreign.pk])).status_code)
    assert answers == [302, 302, 302]
