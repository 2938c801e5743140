"""The back office of measures and calendars: every change by a service, what is published only read."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import AuditEntry
from rulebook.models import CalendarYear, RulePack
from rulebook.selectors import terms_of
from rulebook.terms import COLUMNS
from tests.factories import person, union
from tests.factories.packs import TERMS, draft_pack, published_pack, with_scan

pytestmark = pytest.mark.django_db

LIST = "admin:rulebook_rulepack_changelist"


@pytest.fixture
def city():
    return union("青岛市总工会", "city", is_issuer=True)


@pytest.fixture
def admin_user(city):
    return person("guanli", "administrator", city)


@pytest.fixture
def page(client, admin_user):
    client.force_login(admin_user)
    return client


def typed(terms=TERMS, *, issuer=None, seen=0, **changes):
    """What a browser sends for a pack with one row in each table, as a new one."""
    plain = {name: getattr(terms, name) for name in COLUMNS}
    data = {name: "" if value is None else value for name, value in plain.items() if value is not False}
    data |= {"seen": seen, "issuer": issuer.pk if issuer else ""}
    rows = {
        "limits": {"code": "district_check", "name": "区(市)审核", "days": 5, "counted": "workdays"},
        "levels": {"order": 1, "name": "签批"},
        "type_rules": {
            "site_type": "nursing_room",
            "name": "爱心妈妈小屋",
            "acceptance_level": "district",
            "min_inspectors": 2,
            "area_warn": "10.5",
            "activities_bind": "site",
        },
    }
    for empty in ("subsidy_tiers", "ladder", "rubrics"):
        data |= {f"{empty}-TOTAL_FORMS": 0, f"{empty}-INITIAL_FORMS": 0}
    for prefix, row in rows.items():
        data |= {f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-INITIAL_FORMS": 0}
        data |= {f"{prefix}-0-{name}": value for name, value in row.items()}
    return {**data, **changes}


def existing(pack, **changes):
    """The same for a saved pack: its rows are known by their keys."""
    data = typed()
    for prefix in ("limits", "levels", "type_rules"):
        rows = list(getattr(pack, prefix).all())
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(rows)}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-id": row.pk, f"{prefix}-{number}-pack": pack.pk}
            if prefix == "levels":
                data |= {f"levels-{number}-order": row.order, f"levels-{number}-name": row.name}
    return {**data, **changes}


def change_url(pack):
    return reverse("admin:rulebook_rulepack_change", args=[pack.pk])


def test_a_new_pack_is_typed_in_as_a_draft_with_an_entry(page, city, admin_user):
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city))
    assert answer.status_code == 302, answer.context["errors"]
    pack = RulePack.objects.get()
    assert (pack.state, pack.issuer, pack.author_ids) == ("draft", city, [admin_user.pk])
    terms = terms_of(pack)
    assert terms.sign_off_levels == ("签批",)
    assert terms.type_rules[0].area_warn_tenths == 105
    assert terms.document_number == TERMS.document_number
    entries = AuditEntry.objects.filter(target_type="rulebook.rulepack")
    assert [(entry.action, entry.actor_id) for entry in entries] == [("pack.create", admin_user.pk)]


def test_a_changed_draft_leaves_one_entry_that_names_the_change(page, city, admin_user):
    pack = draft_pack(city)
    answer = page.post(change_url(pack), existing(pack, **{"title": "新名称", "limits-0-days": 7}))
    assert answer.status_code == 302, answer.context["errors"]
    terms = terms_of(RulePack.objects.get(pk=pack.pk))
    assert (terms.title, terms.limits[0].days) == ("新名称", 7)
    assert terms.sign_off_levels == TERMS.sign_off_levels
    entry = AuditEntry.objects.get(action="pack.edit")
    assert (entry.actor_id, entry.changes["名称"]) == (admin_user.pk, [TERMS.title, "新名称"])
    assert set(entry.changes) == {"名称", "办理时限", "阵地类型规则"}


def test_rows_are_removed_and_added_in_order(page, city):
    pack = draft_pack(city)
    data = existing(pack)
    data |= {"levels-TOTAL_FORMS": 3, "levels-0-DELETE": "on", "levels-2-order": 1, "levels-2-name": "初核"}
    data["levels-0-order"] = 9
    assert page.post(change_url(pack), data).status_code == 302
    assert terms_of(RulePack.objects.get(pk=pack.pk)).sign_off_levels == ("初核", "签批")


def test_a_stale_page_keeps_what_was_typed(page, city):
    pack = draft_pack(city)
    assert page.post(change_url(pack), existing(pack, title="先")).status_code == 302
    answer = page.post(change_url(pack), existing(pack, title="后"))
    assert "已有更新" in answer.content.decode()
    assert "后" in answer.content.decode()
    assert RulePack.objects.get(pk=pack.pk).title == "先"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number_pattern": "{serial}"}, "须包含 {year} 和 {serial}"),
        ({"type_rules-0-area_floor": "20"}, "提醒面积不能小于最低面积"),
        ({"limits-0-code": "区审"}, "请从列表中选择这个时限用于什么"),
        ({"limits-0-days": 0}, "1"),
        ({"title": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(page, city, changes, words):
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city, **changes))
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert not RulePack.objects.exists()


def test_a_second_version_on_one_day_is_said_beside_the_form(page, city):
    draft_pack(city)
    answer = page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city))
    assert "已有同一施行日期的版本" in answer.content.decode()


def test_a_limit_is_chosen_by_what_it_is_for_and_an_own_one_stays(page, city):
    pack = draft_pack(city)
    RulePack.objects.get(pk=pack.pk).limits.create(code="own_one", name="自定", days=3, counted="workdays")
    text = page.get(change_url(pack)).content.decode()
    assert '<option value="ladder_answer">答复异议</option>' in text
    assert '<option value="confirm_people">负责人和内部电话核实有效期</option>' in text
    assert '<option value="own_one" selected>自定</option>' in text


def test_a_published_pack_is_only_read(page, city):
    pack = published_pack(city)
    text = page.get(change_url(pack)).content.decode()
    assert TERMS.title in text
    assert "10" in text
    assert 'name="_save"' not in text
    assert 'name="title"' not in text
    assert 'name="limits-0-days"' not in text
    assert "district_check" not in text, "who reads is told by its name"
    assert page.post(change_url(pack), existing(pack, title="改")).status_code == 403
    assert RulePack.objects.get(pk=pack.pk).title == TERMS.title


def test_no_pack_is_deleted_here(page, city):
    pack = draft_pack(city)
    assert (
        page.post(reverse("admin:rulebook_rulepack_delete", args=[pack.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert RulePack.objects.filter(pk=pack.pk).exists()


def act(page, action, *packs, **more):
    data = {"action": action, "_selected_action": [pack.pk for pack in packs], **more}
    return page.post(reverse(LIST), data, follow=True).content.decode()


def test_two_officers_check_and_publish_from_the_list(page, client, city, admin_user):
    page.post(reverse("admin:rulebook_rulepack_add"), typed(issuer=city))
    pack = with_scan(RulePack.objects.get())
    assert "另一名经办人" in act(page, "check_packs", pack)
    assert RulePack.objects.get().state == "draft"
    assert (
        AuditEntry.objects.filter(action="pack.check", outcome="refused", actor_id=admin_user.pk).count() == 1
    )
    second = person("shizong", "city", city, is_staff=True)
    client.force_login(second)
    assert "已核对" in act(client, "check_packs", pack)
    assert "系统管理员办理,您的账号没有这项权限" in act(client, "publish_packs", pack)
    assert RulePack.objects.get().state == "checked"
    client.force_login(admin_user)
    assert "未能办理“公布”" in act(client, "publish_packs", pack)
    assert "已试算" in act(client, "rehearse_packs", pack)
    assert "已公布" in act(client, "publish_packs", pack)
    assert RulePack.objects.get().state == "published"
    done = AuditEntry.objects.filter(target_type="rulebook.rulepack", outcome="done").order_by("id")
    assert [entry.action for entry in done] == [
        *("pack.create", "pack.edit", "pack.check", "pack.rehearse", "pack.publish")
    ]


def test_a_checked_pack_goes_back_with_a_reason(page, city):
    pack = with_scan(draft_pack(city))
    act(page, "check_packs", pack)
    assert "请填写退回原因" in act(page, "return_packs", pack)
    assert "已退回" in act(page, "return_packs", pack, note="日期不符")
    assert AuditEntry.objects.get(action="pack.return_to_draft", outcome="done").note == "日期不符"


def test_the_last_version_is_copied_as_a_draft(page, city):
    pack = published_pack(city)
    assert "已复制为新草稿" in act(page, "copy_packs", pack)
    copy = RulePack.objects.get(state="draft")
    assert (copy.number, copy.effective_from) == (2, date(2027, 1, 1))


def test_a_pack_without_tables_gets_them_in_a_new_draft(page, city):
    pack = published_pack(city)
    assert "已另建带试用评分表的新草稿" in act(page, "give_tables", pack)
    draft = RulePack.objects.get(state="draft")
    assert [table.site_type for table in terms_of(draft).rubrics] == ["nursing_room"]
    assert "都已有评分表" in act(page, "give_tables", draft)
    assert RulePack.objects.count() == 2


@pytest.mark.parametrize("role", ["keeper", "district", "auditor", "finance"])
def test_other_staff_see_no_packs_here(client, city, role):
    client.force_login(person("ren", role, city, is_staff=True))
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(change_url(published_pack(city))).status_code == 403


def test_a_city_officer_reads_drafts_but_writes_none(client, city):
    client.force_login(person("shizong", "city", city, is_staff=True))
    pack = draft_pack(city)
    assert 'name="title"' not in client.get(change_url(pack)).content.decode()
    assert client.get(reverse("admin:rulebook_rulepack_add")).status_code == 403


# Calendars

CSV = "类别,名称,开始,结束\n年份,2027\n文号,国办\n印发日期,,2026-11-05\n放假,元旦,2027-01-01\n"
IMPORT = "admin:rulebook_calendaryear_import"


def upload(page, text, name="2027.csv"):
    file = SimpleUploadedFile(name, text.encode())
    return page.post(reverse(IMPORT), {"file": file}, follow=True).content.decode()


def test_the_yearly_notice_is_taken_in_from_a_file(page, admin_user):
    assert "已导入2027年节假日安排(第1版)" in upload(page, CSV)
    assert AuditEntry.objects.get(action="calendar.import").actor_id == admin_user.pk
    assert "未作改动" in upload(page, CSV)
    assert CalendarYear.objects.filter(year=2027).count() == 1


def test_each_error_of_the_file_is_told_by_line(page):
    text = upload(page, CSV.replace("2027-01-01", "2027-13-01").replace("国办", ""))
    assert "第 3 行:缺少文号" in text
    assert "第 5 行:“元旦”的日期“2027-13-01”不正确" in text
    assert "所提交的是空文件" in upload(page, "")
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_calendars_are_only_read(page):
    calendar = CalendarYear.objects.get(year=2026)
    url = reverse("admin:rulebook_calendaryear_change", args=[calendar.pk])
    text = page.get(url).content.decode()
    assert "国庆节" in text
    assert 'name="_save"' not in text
    assert page.post(url, {"year": 2020}).status_code == 403
    assert reverse(IMPORT) in page.get(reverse("admin:rulebook_calendaryear_changelist")).content.decode()


def test_only_administrators_reach_the_import(client, city):
    client.force_login(person("shizong", "city", city, is_staff=True))
    assert client.get(reverse(IMPORT)).status_code == 403
    assert client.post(reverse(IMPORT), {}).status_code == 403
