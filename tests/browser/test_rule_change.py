"""A year's change of the rules without a developer: copy, edit the points, scan, check by a second officer, rehearse, publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.actor import SYSTEM
from rulebook.models import Rubric, RulePack
from rulebook.selectors import measure_of, pack_in_force
from rulebook.services.seeding import TABLES_FROM, draft_with_tables
from tests.browser.test_imports import looked_at
from tests.browser.visitor import Visitor
from tests.factories import pack_now, person
from tests.factories.packs import publish
from tests.office import NOW, Office
from tests.pdfs import plain_pdf

LIST = "/admin/rulebook/rulepack/"
NOTES = "“选址与标识”由 6 分改为 7 分,“特色宣传”由 4 分改为 3 分,突出标识统一。"


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    path = tmp_path / "办法.pdf"
    path.write_bytes(plain_pdf("printed"))
    return path


def act(visitor: Visitor, pack: RulePack, action: str) -> None:
    """One action of the list on one pack."""
    visitor.go(LIST)
    visitor.page.locator(f"input[name=_selected_action][value='{pack.pk}']").check()
    visitor.page.locator("select[name=action]").select_option(label=action)
    visitor.click(visitor.page.locator("button[name=index]"))


def item(visitor: Visitor, title: str) -> Any:
    """The card of one item, by its place among the titles."""
    titles = visitor.page.locator("#criteria-group input[name$='-title']")
    names = [titles.nth(at).input_value() for at in range(titles.count())]
    return lambda cell: visitor.page.locator(f"#id_criteria-{names.index(title)}-{cell}")


def save(visitor: Visitor) -> None:
    visitor.click(visitor.page.locator("input[name=_save]"))


def edit_points(visitor: Visitor, rubric: Rubric) -> None:
    """First one item alone, which the page tells; then another, so that the whole is 100 again."""
    url = f"/admin/rulebook/rubric/{rubric.pk}/change/"
    visitor.go(url)
    cell = item(visitor, "选址与标识")
    cell("points").fill("7")
    cell("scale").fill("7分=标识统一,沿途有指引;3分=标识或指引不全;0分=没有标识")
    save(visitor)
    assert "各项满分合计 101 分,应为 100 分" in visitor.text
    visitor.go(url)
    cell = item(visitor, "特色宣传")
    cell("points").fill("3")
    cell("scale").fill("3分=已上图,并有可借鉴的做法;1.5分=做到其中一项;0分=都没有做到")
    save(visitor)
    assert "各项满分合计" not in visitor.text


def fill_in_the_document(visitor: Visitor, draft: RulePack) -> None:
    visitor.go(f"{LIST}{draft.pk}/change/")
    for name, value in {
        "title": "青岛市总工会女职工关爱服务阵地建设管理办法",
        "document_number": "青工发〔2026〕30号",
        "issued_on": "2026-12-01",
        "trial_until": "2028-12-31",
        "change_notes": NOTES,
    }.items():
        visitor.page.fill(f"#id_{name}", value)
    visitor.page.locator("#id_is_sample").uncheck()
    save(visitor)
    assert "成功" in visitor.text


def test_a_years_change_of_the_rules(visit: Any, office: Office, printed: Path) -> None:
    bare = pack_now("women")
    source = publish(draft_with_tables(bare.pk, actor=SYSTEM, now=NOW, effective_from=TABLES_FROM))
    officer = person("officer", "city", office.city, is_staff=True, name="周核对")
    office.people["officer"] = officer
    admin = visit().be(office.client("admin"))
    act(admin, source, "复制为新草稿")
    assert "已复制为新草稿" in admin.text
    draft = RulePack.objects.get(state="draft")
    edit_points(admin, Rubric.objects.get(pack=draft, site_type="nursing_room"))
    fill_in_the_document(admin, draft)
    act(admin, draft, "核对(由另一名经办人对照印发原件)")
    assert "核对须由另一名经办人" in admin.text
    admin.go(f"{LIST}{draft.pk}/change/")
    admin.click("印发原件扫描件")
    looked_at(admin, "rules-2-scan")
    admin.attach("#id_file", printed)
    admin.click(admin.page.locator("input[type=submit][value=上传]"))
    assert "已保存印发原件扫描件" in admin.text

    second = visit().be(office.client("officer"))
    second.go(f"{LIST}{draft.pk}/scan/")
    assert second.save(second.page.locator("main a, #content a", has_text="下载印发原件").inner_text())
    act(second, draft, "核对(由另一名经办人对照印发原件)")
    assert "已核对,请试算后公布" in second.text

    admin.go(f"{LIST}{draft.pk}/rehearsal/")
    looked_at(admin, "rules-3-before")
    admin.click("试算")
    assert "没有可供试算的评定记录" in admin.text
    for told in ("评分表(试用样表) N1.3", "2027年1月1日", "修改说明", NOTES):
        assert told in admin.text, told
    assert "N1.4" not in admin.text, "what nobody changed is not told"
    looked_at(admin, "rules-4-rehearsal")
    admin.click("打印试算结果")
    looked_at(admin, "rules-5-print")
    admin.click("返回")
    admin.click("公布")
    assert "公布后不能修改,只能由新版本接替" in admin.text

    published = measure_of(draft.pk)
    table = published.rubric_for("nursing_room")
    assert table is not None
    assert [table.criterion(code).points for code in ("N1.3", "N3.4")] == [70, 30]
    path = office.city.path or ""
    governing = [pack_in_force(path, "women", day) for day in (NOW.date(), published.effective_from)]
    assert [each.pk for each in governing if each] == [source.pk, draft.pk]
    admin.go(f"{LIST}{draft.pk}/records/")
    looked_at(admin, "rules-6-records")
