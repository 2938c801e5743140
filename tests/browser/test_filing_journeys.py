"""A site is filed by a district officer: anew, like another one, whole with its self-check; counted against targets."""

from __future__ import annotations

import pytest

from filing.models import Filing
from tests.browser import targets
from tests.browser.filer import BEST, NOT_SO, Filer, phone_by_code, shots
from tests.browser.targets import keep_to
from tests.factories import union
from tests.inspection.boards import put_in_force
from tests.office import NOW, WEEK, case_in
from tests.rulebook.seed_tables import TABLES


def latest():
    return Filing.objects.latest("pk")


@pytest.fixture
def kept(visit, office):
    """Another browser of the same officer: what was saved stands there, whatever became of the first."""
    other = visit().be(office.client("district"))

    def look(*words):
        other.go(f"/desk/filings/{latest().number}/answers/")
        assert [word for word in words if word not in other.text] == []

    return look


PATTERN = {
    "name": "湛山户外劳动者驿站",
    "facilities": ["water", "charging", "table", "microwave"],
    "hours": {**WEEK, "week": [[[540, 1080]]] * 5 + [[], []]},
}


@pytest.mark.parametrize(
    ("target", "like"), [(targets.FILED, ""), (targets.COPIED, PATTERN["name"])], ids=["anew", "like another"]
)
def test_a_district_officer_files_a_site(visit, office, tmp_path, kept, target, like):
    case_in(office, "filed", **PATTERN)
    for number in range(12):
        union(f"第{number}街道工会", "street", office.south)
    visitor = visit().be(office.client("district"))
    filer = Filer(visitor, kept, like)
    filer.begin()
    filer.write()
    case = latest()
    phone = phone_by_code(visit, visitor, tmp_path)
    *pictures, agreement = shots(tmp_path, "门牌.jpg", "全景.jpg", "协议.jpg")
    filer.prove(phone, pictures, agreement)
    filer.hand_in()
    assert visitor.path.endswith("/receipt/")
    paper = visitor.page.locator("body").inner_text()
    assert case.number in paper
    assert "收件回执" in paper
    case.refresh_from_db()
    assert case.state == "acceptance"
    assert case.unchecked == []
    assert case.version.photos.count() == 2
    assert case.documents.get().expires_on.year == 2029
    assert case.version.manager_phone == "0532-85911234"
    visitor.save("下载 PDF")
    keep_to(target, visitor, phone)


def test_a_district_officer_files_a_site_with_its_self_check(visit, office, tmp_path, kept):
    case_in(office, "filed", **PATTERN)
    put_in_force(TABLES["outdoor_station"])
    for number in range(12):
        union(f"第{number}街道工会", "street", office.south)
    visitor = visit().be(office.client("district"))
    filer = Filer(visitor, kept)
    filer.begin()
    filer.write()
    phone = phone_by_code(visit, visitor, tmp_path)
    *pictures, agreement = shots(tmp_path, "门牌.jpg", "全景.jpg", "协议.jpg")
    filer.prove(phone, pictures, agreement)
    filer.check()
    kept("自评已评完", "分没有佐证")
    filer.hand_in()
    assert "收件回执" in visitor.page.locator("body").inner_text()
    case = latest()
    visitor.save("下载 PDF")
    keep_to(targets.WHOLE, visitor, phone)
    row = case.assessment
    own = row.columns.get(column="own")
    assert (case.state, row.state, row.frozen_at) == ("acceptance", "district", NOW)
    # 7 + 6 + 3 + 4 + 4 chosen; 25.5 m² are 7, three facilities of six 6; nobody said who the second keeper is: 37 of 53.
    assert (own.handed_in_by, own.total, own.conclusion) == ("district同志", 698, "short")
    automatic = {each.code for each in TABLES["outdoor_station"].criteria() if each.is_automatic}
    asked = set(own.answers.values_list("code", flat=True))
    assert asked == {*NOT_SO, *BEST}
    assert not asked & automatic
