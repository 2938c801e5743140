"""One list on its way: once only, all or nothing, within one's rights, and undone as if it had never been."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from core.actor import SYSTEM
from core.jobs import HoldLost
from core.models import AuditEntry
from filing import services as cases
from filing.imports import services
from filing.imports.services import running, writing
from filing.imports.tasks import actor_of as actor_of_batch
from filing.imports.tasks import resume_imports, run_import
from filing.models import Filing, FilingAuthor
from filing.models.heads import ImportMapping
from filing.models.imports import ImportBatch, ImportQuestion, ImportRow, ImportState
from sites.models import ServiceSite, SiteVersion
from sites.sheets.reader import Reading
from sites.sheets.template import template_bytes
from sites.types import site_types
from tests.digest import changed, tables
from tests.factories import actor_of, person
from tests.factories.filings import follow_up
from tests.imports.lists import HEADS, Desk, asked_on, book_of, errors_in, row_of, saved, xlsx
from tests.office import NOW, case_in, draft_of

#: What a batch keeps of itself, and what decision makers leave out of the comparison: trail, messages, counters.
OWN = {
    *("filing_importbatch", "filing_importmapping", "filing_importauthor"),
    *("core_jobrun", "core_auditentry", "core_formkey", "core_owedmessage"),
}


def done(desk: Desk, *rows: list, **chosen: str) -> ImportBatch:
    batch = desk.taken(xlsx(*rows), **chosen)
    assert asked_on(desk.page(batch)) == []
    desk.act(batch, "confirm")
    assert batch.state == "done"
    return batch


def test_the_same_file_a_second_time_is_told_as_which_batch_it_was_taken(south):
    first = south.taken(FIXED)
    second = south.send(FIXED)
    assert second.status_code == 409
    assert f"已作为第 {first.pk} 批上传" in errors_in(second)
    assert reverse("import-batch", args=[first.pk]) in second.content.decode()
    assert ImportBatch.objects.get() == first


FIXED = xlsx(row_of(7))


def test_after_the_import_the_same_file_is_said_to_be_imported(south):
    batch = south.taken(FIXED)
    south.act(batch, "confirm")
    response = south.send(FIXED)
    assert f"这份文件已作为第 {batch.pk} 批导入,没有重复导入" in errors_in(response)
    assert Filing.objects.count() == 1


def test_another_union_may_take_in_the_same_file(office, south, desk):
    south.taken(FIXED)
    assert desk.taken(FIXED).union == office.city


def test_undo_restores_every_table(south):
    draft_of(south.office, "district")
    before = tables()
    batch = done(south, row_of(1), row_of(2))
    made = {"filing_filing", "filing_filingauthor", "service_sites_servicesite", "service_sites_siteversion"}
    assert made <= changed(before)
    south.act(batch, "undo")
    assert batch.state == "undone"
    assert changed(before) <= OWN
    assert AuditEntry.objects.filter(action="filing.unmake").count() == 2
    assert south.taken(xlsx(row_of(1), row_of(2))).state == "review", "the list may come again"


def test_undo_is_refused_once_a_case_was_edited_and_names_it(south):
    batch = done(south, row_of(1), row_of(2))
    case = Filing.objects.first()
    actor = actor_of(south.office.people["district"])
    cases.save_section(case.pk, {"floor": "2层"}, seen=0, actor=actor, now=NOW)
    response = south.act(batch, "undo")
    assert response.status_code == 409
    assert case.number in response.content.decode()
    assert (batch.state, Filing.objects.count()) == ("done", 2)


@pytest.mark.parametrize(("hours", "wanted"), [(72, "undone"), (73, "done")])
def test_undo_ends_after_three_days(south, settings, hours, wanted):
    batch = done(south, row_of(1))
    settings.CLOCK_PIN = (NOW + timedelta(hours=hours)).isoformat()
    south.act(batch, "undo")
    assert batch.state == wanted


def test_rows_that_may_be_one_site_are_named_in_both_places(south):
    batch = south.taken(xlsx(row_of(1), row_of(2), row_of(1, 序号=3)))
    found = {each.number: each.sentence for each in batch.questions.all()}
    assert set(found) == {2, 4}
    assert "与第 4 行" in found[2] and "与第 2 行" in found[4]
    south.answer(batch, ("阵地名称 第 4 行", "skip", ""))
    assert (batch.questions.count(), batch.left_out, batch.sites.count()) == (0, 1, 2)


def test_a_site_of_the_register_and_a_case_under_way_are_named(south):
    filed = case_in(south.office, "filed", name="第1号户外劳动者驿站")
    draft = draft_of(south.office, "district", name="第2号户外劳动者驿站")
    elsewhere = person("far", "district", south.office.licang)
    south.office.people["far"] = elsewhere
    draft_of(south.office, "far", over=south.office.licang, name="第3号户外劳动者驿站")
    batch = south.taken(xlsx(row_of(1), row_of(2), row_of(3), row_of(4)))
    said = {each.number: each.sentence for each in batch.questions.all()}
    code = ServiceSite.objects.get(pk=filed.site_id).code
    assert code in said[2] and draft.number in said[3]
    assert 4 not in said, "a draft of another branch is not told about"
    south.answer(batch, ("第 2 行", "skip", ""), ("第 3 行", "keep", ""))
    assert sorted(each.number for each in batch.sites.all()) == [3, 4, 5]


def test_of_a_site_out_of_reach_only_its_union_is_told_and_only_if_it_is_public(
    office, south, django_capture_on_commit_callbacks
):
    public = case_in(office, "filed", name="第1号户外劳动者驿站")
    hidden = case_in(office, "filed", name="第2号户外劳动者驿站")
    ServiceSite.objects.filter(pk=public.site_id).update(is_listed=True)
    ServiceSite.objects.filter(pk=hidden.site_id).update(is_listed=False)
    draft_of(office, "district", name="第3号户外劳动者驿站")
    renaming = follow_up(public, "change", actor_of(office.people["keeper"]))
    SiteVersion.objects.filter(pk=renaming.version_id).update(name="第4号户外劳动者驿站")
    other = Desk(office, office.client("district2"), django_capture_on_commit_callbacks)
    batch = other.taken(xlsx(*(row_of(n) for n in range(1, 5))))
    said = " ".join(each.sentence for each in batch.questions.all() if "同名" in each.sentence)
    assert "名册中已有同名阵地(由市南区园林养护中心工会主管),疑为同一处" in said
    assert said.count("同名") == 1
    assert "编码" not in said and "编号" not in said


def test_nothing_is_written_while_one_row_is_doubtful(south):
    batch = south.taken(xlsx(row_of(1), row_of(2, 使用面积="三间")))
    response = south.act(batch, "confirm")
    assert response.status_code == 409
    assert (Filing.objects.count(), ServiceSite.objects.count(), batch.state) == (0, 0, "review")


def test_twenty_kinds_of_errors_in_a_thousand_rows_are_all_listed(south):
    """Every fiftieth row is wrong in the same ways; the page counts them all, the command lists them all."""
    rows = [
        row_of(n, 使用面积="三间", 启用日期="2021年") if n % 50 == 0 else row_of(n) for n in range(1, 1001)
    ]
    batch = south.taken(xlsx(*rows))
    assert batch.questions.count() == 40
    assert "需要您答复的事项(40 项)" in south.page(batch)


def test_one_agreement_is_laid_over_all_shops_of_a_chain(south):
    chosen = {
        "mode": "chain",
        "host_name": "同仁医药连锁有限公司",
        "agreement_starts_on": "2026-01-01",
        "agreement_ends_on": "2028-12-31",
    }
    batch = done(south, *(row_of(number) for number in range(1, 57)), **chosen)
    assert batch.created_sites == 56
    hosts = SiteVersion.objects.values_list("host_name", "agreement_ends_on").distinct()
    assert [(name, day.isoformat()) for name, day in hosts] == [("同仁医药连锁有限公司", "2028-12-31")]


def test_a_shop_of_another_host_is_asked_about(south):
    rows = [[*HEADS, "承建单位"], [*row_of(1), "同仁医药连锁有限公司"], [*row_of(2), "另一家药店"]]
    batch = south.taken(saved(book_of(rows)), mode="chain", host_name="同仁医药连锁有限公司")
    assert [(each.number, each.column) for each in batch.questions.all()] == [(3, "承建(共建)单位")]


def test_a_chain_without_its_host_is_not_taken(south):
    response = south.send(xlsx(row_of(1)), mode="chain")
    assert response.status_code == 400
    assert "请填写共建单位" in errors_in(response)


def test_each_site_goes_to_the_union_it_names_or_to_its_district(desk):
    rows = [
        [*HEADS, "主管工会"],
        [*row_of(1), "市南区园林养护中心工会"],
        [*row_of(2), None],
        [*row_of(3), "某某工会"],
    ]
    batch = desk.taken(saved(book_of(rows)), to_districts="on")
    assert ["某某工会" in each.sentence for each in batch.questions.all()] == [True]
    desk.answer(batch, ("某某工会", "text", "李沧区总工会"))
    desk.answer(batch, ("主管工会属李沧区,阵地写的是在市南区", "keep", ""))
    named = {each.number: each.union.name for each in batch.sites.select_related("union")}
    assert named == {2: "市南区园林养护中心工会", 3: "市南区总工会", 4: "李沧区总工会"}


def test_a_union_beyond_reach_is_not_known(south):
    rows = [[*HEADS, "主管工会"], [*row_of(1), "李沧区总工会"]]
    batch = south.taken(saved(book_of(rows)))
    assert ["管理范围内没有" in each.sentence for each in batch.questions.all()] == [True]


def test_a_mapping_is_remembered_for_the_same_heads_in_any_order(south):
    first = [[*HEADS, "微信群"], [*row_of(1), "甲"]]
    batch = south.taken(saved(book_of(first)))
    assert batch.state == "mapping"
    keys = ["serial", "name", "type", "district", "address", "area_hundredths", "opened_on", "-"]
    south.act(batch, "map", **{f"head-{at}": key for at, key in enumerate(keys)})
    turned = [list(reversed(row)) for row in ([*HEADS, "微信群"], [*row_of(2), "乙"])]
    assert south.taken(saved(book_of(turned))).state == "review"
    assert ImportMapping.objects.count() == 1


def test_heads_have_to_be_chosen_and_one_has_to_be_the_name(south):
    batch = south.taken(saved(book_of([["序号", "店铺", "所属区(市)"], [1, "甲", "市南区"]])))
    page = south.act(batch, "map", **{"head-0": "serial", "head-1": "", "head-2": "district"})
    assert page.status_code == 400 and "“店铺”" in errors_in(page)
    refused = south.act(batch, "map", **{"head-0": "serial", "head-1": "-", "head-2": "district"})
    assert refused.status_code == 409 and "阵地名称" in errors_in(refused)
    south.act(batch, "map", **{"head-0": "serial", "head-1": "name", "head-2": "district"})
    assert batch.state == "review"


def test_another_branch_finds_no_batch(office, south, django_capture_on_commit_callbacks):
    batch = south.taken(xlsx(row_of(1)))
    other = Desk(office, office.client("district2"), django_capture_on_commit_callbacks)
    assert other.client.get(other.address(batch)).status_code == 404
    assert other.act(batch, "confirm").status_code == 404
    assert batch.state == "review"


def test_a_role_that_ended_meanwhile_ends_the_run(south):
    batch = south.taken(xlsx(row_of(1)))
    actor = actor_of(south.office.people["district"])
    services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    south.office.people["district"].role_grants.all().delete()
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Filing.objects.count()) == ("failed", 0)
    assert "没有这项权限" in batch.failure


def test_a_run_killed_in_the_middle_of_writing_leaves_nothing_and_is_made_up(south, monkeypatch, settings):
    batch = south.taken(xlsx(*(row_of(number) for number in range(1, 8))))
    actor = actor_of(south.office.people["district"])
    services.confirm_import(batch.pk, seen=batch.revision, actor=actor, now=NOW)
    monkeypatch.setattr("filing.imports.services.writing._CHUNK", 2)
    calls = []

    def dies(*args, **kwargs):
        calls.append(args)
        if len(calls) == 3:
            raise SystemExit("killed")
        return number_cases(*args, **kwargs)

    number_cases = writing.number_cases
    monkeypatch.setattr("filing.imports.services.writing.number_cases", dies)
    with pytest.raises(SystemExit):
        run_import(batch.pk)
    assert (Filing.objects.count(), ServiceSite.objects.count(), FilingAuthor.objects.count()) == (0, 0, 0)
    monkeypatch.undo()
    resume_imports()
    batch.refresh_from_db()
    assert batch.state == "writing", "the dead run may still be alive; it is waited for"
    settings.CLOCK_PIN = (NOW + timedelta(minutes=4)).isoformat()
    resume_imports()
    batch.refresh_from_db()
    assert (batch.state, batch.created_sites, Filing.objects.count()) == ("done", 7, 7)


def test_a_run_that_dies_again_and_again_is_given_up_in_words(south, settings):
    batch = south.taken(xlsx(row_of(1)))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.WRITING, attempts=running.MOST_ATTEMPTS)
    run_import(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Filing.objects.count()) == ("failed", 0)
    assert "多次中断" in batch.failure


def test_of_two_runs_only_one_is_let_in(south):
    batch = south.taken(xlsx(row_of(1)))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.CHECKING)
    assert services.claim_run(batch.pk, NOW) is not None
    assert services.claim_run(batch.pk, NOW + timedelta(seconds=30)) is None
    assert actor_of_batch(batch).id == south.office.people["district"].pk


def test_a_run_that_was_taken_over_does_not_end_the_batch_of_another(south):
    batch = south.taken(xlsx(row_of(1)))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.CHECKING)
    stalled = services.claim_run(batch.pk, NOW)
    assert services.claim_run(batch.pk, NOW + timedelta(minutes=4)) is not None
    with pytest.raises(HoldLost):
        services.fail_import(stalled, "文件打不开。", actor=SYSTEM, now=NOW + timedelta(minutes=5))
    batch.refresh_from_db()
    assert (batch.state, batch.failure) == ("checking", "")


def test_the_trail_holds_one_entry_for_the_batch_and_one_for_each_site(south):
    batch = done(south, row_of(1), row_of(2))
    assert AuditEntry.objects.filter(action="import.finish", target_id=str(batch.pk)).count() == 1
    entries = AuditEntry.objects.filter(action="filing.start", details__batch=batch.pk)
    assert sorted(each.target_label for each in entries) == sorted(
        f"建设备案 {number}" for number in Filing.objects.values_list("number", flat=True)
    )
    assert {each.actor_name for each in entries} == {"district同志"}


def test_imported_cases_are_numbered_like_those_written_by_hand(south):
    by_hand = draft_of(south.office, "district")
    done(south, row_of(1))
    made = Filing.objects.exclude(pk=by_hand.pk).get()
    assert (by_hand.number, made.number) == (f"BA2026-{by_hand.pk:06d}", f"BA2026-{made.pk:06d}")


def test_nothing_of_the_file_is_kept_after_the_import(south, settings):
    done(south, row_of(1))
    stored = [each for each in Path(settings.MEDIA_ROOT).rglob("*") if each.is_file()]
    assert (stored, ImportRow.objects.count(), ImportQuestion.objects.count()) == ([], 0, 0)


def test_a_batch_that_was_given_up_leaves_the_file_free(south):
    batch = south.taken(FIXED)
    south.act(batch, "drop")
    assert batch.state == "dropped"
    assert south.taken(FIXED).pk != batch.pk


def test_the_bar_shows_rows_done_of_all_and_asks_for_the_page_at_the_end(south):
    batch = south.taken(xlsx(row_of(1), row_of(2)))
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.CHECKING, done_rows=1, progressed_at=NOW)
    address = reverse("import-progress", args=[batch.pk])
    assert "1 / 2 行" in south.page(batch) and f'hx-get="{address}"' in south.page(batch)
    assert "HX-Refresh" not in south.client.get(address)
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.REVIEW)
    assert south.client.get(address)["HX-Refresh"] == "true"


@pytest.mark.parametrize("kind", site_types(), ids=lambda kind: kind.code)
def test_a_template_is_read_back_without_a_question(south, kind, tmp_path):
    """Its example is passed over; filled with the example's own words it becomes one draft of its type."""
    path = tmp_path / "template.xlsx"
    path.write_bytes(template_bytes(kind))
    rows = [row for row in Reading(path, path.name).rows() if row.sheet == kind.label]
    heads, example = ([cell.text if cell else None for cell in row.cells] for row in rows)
    book = book_of([heads, example, ["1", *example[1:]]], title=kind.label)
    batch = south.taken(saved(book))
    assert (batch.state, list(batch.questions.values_list("sentence", flat=True))) == ("review", [])
    (site,) = batch.sites.all()
    assert (site.site_type, site.name, site.number) == (kind.code, example[heads.index("阵地名称")], 3)
    assert any("示例行" in each for each in batch.notices)


def test_the_template_page_gives_a_workbook_without_a_formula(south, tmp_path):
    response = south.client.get(reverse("import-template", args=["nursing_room"]))
    path = tmp_path / "template.xlsx"
    path.write_bytes(response.content)
    rows = list(Reading(path, path.name).rows())
    assert {row.sheet for row in rows} == {"爱心妈妈小屋", "选项", "填写说明"}
    assert not [cell for row in rows for cell in row.cells if cell and cell.kind == "f"]


def test_the_system_imports_without_an_author(office, tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(xlsx(row_of(1)))
    batch = services.start_import(union=office.south, path=path, name=path.name, actor=SYSTEM, now=NOW)
    run_import(batch.pk)
    batch.refresh_from_db()
    services.confirm_import(batch.pk, seen=batch.revision, actor=SYSTEM, now=NOW)
    run_import(batch.pk)
    assert (Filing.objects.count(), FilingAuthor.objects.count()) == (1, 0)
