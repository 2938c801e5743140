"""A finding is told as a clerk says it: numbers inside the words, no key of a row, the name a case gives."""

from __future__ import annotations

from datetime import date

from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.words import inputs_words, subject_words
from sites.models import ServiceSite


def finding(code: str, **inputs: object) -> Finding:
    return Finding(code=code, inputs=inputs, began_on=date(2026, 10, 13))


def test_a_number_stands_inside_its_words():
    row = finding("unconfirmed_maps", last="2026-03-01", span=180)
    assert inputs_words(row) == "最近核实日期 2026年3月1日,应每 180 天核实一次"


def test_points_are_told_as_points():
    assert (
        inputs_words(finding("title_undeserved", title="QD2026-1", total=865))
        == "证书编号 QD2026-1,复核得分 86.5 分"
    )


def test_the_key_of_a_page_is_not_told():
    row = finding("report_unanswered", due="2026-10-12", reports=2, report=17)
    assert inputs_words(row) == "答复期限 2026年10月12日,未答复 2 件"


def test_no_label_tells_its_unit_in_brackets():
    labels = [label for check in CHECKS for label in check.inputs.values()]
    assert labels and not [label for label in labels if "(" in label]


def test_a_site_without_a_name_is_told_under_the_name_of_its_case():
    row = finding("case_overdue", case="BA2026-000026", due="2026-11-09", called="星河妈妈小屋")
    row.site = ServiceSite(site_type="nursing_room")
    assert subject_words(row) == "星河妈妈小屋"
    row.site.name = "登记的名称"
    assert subject_words(row) == "登记的名称"
