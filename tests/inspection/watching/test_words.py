"""A finding is told as a clerk says it: numbers inside the words, no key of a row, the name a case gives."""

from __future__ import annotations

from datetime import date

import pytest

from core.registry import CHECKS
from inspection.models import Finding
from inspection.watching.words import inputs_words, page_of_finding, subject_words, title_words, told_together
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


@pytest.mark.parametrize("code", [code for code, check in CHECKS.items() if check.page])
def test_every_page_that_a_check_names_has_an_address(code):
    """Keys as the database writes them: a number for a report, a text for what has a number or a code of its own."""
    key = {"report_unanswered": 17}.get(code, "A7KXW2P4")
    check = CHECKS[code]
    assert str(key) in page_of_finding(finding(code, **{check.page[1]: key}))


def test_no_label_tells_its_unit_in_brackets():
    labels = [label for check in CHECKS for label in check.inputs.values()]
    assert labels and not [label for label in labels if "(" in label]


def test_a_site_without_a_name_is_told_under_the_name_of_its_case():
    row = finding("case_overdue", case="BA2026-000026", due="2026-11-09", called="星河妈妈小屋")
    row.site = ServiceSite(site_type="nursing_room")
    assert subject_words(row) == "星河妈妈小屋"
    row.site.name = "登记的名称"
    assert subject_words(row) == "登记的名称"


def test_what_differs_in_its_thing_alone_is_one_sentence():
    told = {"last": "2026-03-01", "span": 180}
    maps, phone, place = (finding(f"unconfirmed_{code}", **told) for code in ("maps", "phone", "place"))
    phone.inputs = {**told, "span": 90}
    fault = finding("fault_unmended", due="2026-03-01")
    assert told_together([maps, fault, phone, place]) == [[maps, place], [fault], [phone]]
    assert title_words([maps, place]) == "地图上图情况、地址和怎么找到门没有按期核实"
    assert title_words([phone]) == phone.title == "对外电话没有按期核实"
    assert title_words([fault]) == "故障超期未修复"


@pytest.mark.parametrize(
    "other",
    [
        {"site_id": 2},
        {"began_on": date(2026, 10, 14)},
        {"severity": "caution"},
        {"ended_on": date(2026, 11, 1)},
    ],
)
def test_what_differs_otherwise_stands_by_itself(other):
    maps, place = finding("unconfirmed_maps"), finding("unconfirmed_place")
    assert told_together([maps, place]) == [[maps, place]]
    for name, value in other.items():
        setattr(place, name, value)
    assert told_together([maps, place]) == [[maps], [place]]
