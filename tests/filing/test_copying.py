"""A filing begins with what a similar site has: what is arranged alike comes along, and counts once it was looked at."""

from __future__ import annotations

import copy

import pytest

from core.models import AuditEntry
from core.workflow import TransitionRefused
from filing import services
from filing.models import Filing
from filing.services.readiness import problems_before_submit
from sites.copying import facts_to_copy
from sites.models import SiteVersion
from sites.site_type import SiteType
from sites.types import site_types
from tests.office import NOW, WEEK, actor_of, build_office, case_in, draft_of, form_at, site_of

pytestmark = pytest.mark.django_db

CLOSED_ONCE = {"from": "2026-10-20", "to": "2026-10-21", "intervals": [], "reason": "检修"}
SUMMER = {"from": "07-01", "to": "08-31"}

#: Every fact of the pattern is given, so that what does not come along was left behind on purpose.
FULL = {
    "host_kind": "park",
    "host_credit_code": "91370202MA3C4XXK45",
    "built_on": NOW.date(),
    "opened_on": NOW.date(),
    "union_fen": 100_000,
    "building": "管理处",
    "floor": "1层",
    "room": "101",
    "lat": "36.067100",
    "lng": "120.382600",
    "pin_datum": "wgs84",
    "capacity": 12,
    "type_facts": {"street_level": True, "serves": ["courier"], "two_keepers": True, "star_grade": "5"},
    "hours": {**WEEK, "seasons": [SUMMER], "exceptions": [CLOSED_ONCE]},
    "extent": "unlisted",
    "is_sensitive": True,
    "listed_amap": True,
    "manager_post": "主任",
    "daily_keeper": "乙",
}

#: What comes along of it, and nothing else.
ALIKE = {
    "build_mode": "shared",
    "facilities": ["table", "seats"],
    "type_facts": {"serves": ["courier"]},
    "hours": {**WEEK, "seasons": [SUMMER]},
    "access": "public",
    "entry": "open_door",
}


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def pattern(office):
    return site_of(case_in(office, "filed", photos=2, **FULL))


def begun(office, pattern, who="district", **more):
    how = {"site_type": pattern.site_type, "union": office.primary, "district": pattern.district, **more}
    actor = actor_of(office.people[who])
    return services.start_filing(**how, like=pattern, actor=actor, now=NOW)


def facts_in(version):
    empty = SiteVersion(site=version.site)
    names = {field.name for field in version._meta.concrete_fields} - {
        *("id", "site", "number", "created_at", "decided_at", "origin", "base", "district", "site_type")
    }
    return {name: getattr(version, name) for name in names if getattr(version, name) != getattr(empty, name)}


def test_what_is_arranged_alike_comes_along_and_nothing_else(office, pattern):
    case = Filing.objects.get(pk=begun(office, pattern).pk)
    assert facts_in(case.version) == ALIKE
    assert case.version.photos.count() == case.documents.count() == 0
    assert (case.site.code, case.site.filing_number, case.filing_number) == (None, None, None)


def test_the_pattern_stays_as_it_was(office, pattern):
    before = copy.deepcopy(facts_in(pattern.version))
    case = begun(office, pattern)
    values = {"facilities": [], "type_facts": {}, "area_hundredths": None, "capacity": None}
    services.save_section(
        case.pk, values, seen=case.revision, actor=actor_of(office.people["district"]), now=NOW
    )
    pattern.refresh_from_db()
    assert facts_in(pattern.version) == before


def test_copied_sections_are_asked_for_until_each_was_saved(office, pattern):
    client = office.client("district")
    case = begun(office, pattern)
    services.save_section(
        case.pk,
        {"address": "文登路30号", "area_hundredths": 2000},
        seen=case.revision,
        actor=actor_of(office.people["district"]),
        now=NOW,
    )
    asked = {"identity": "名称与共建单位", "facilities": "面积与设施", "hours": "开放时间与对象"}
    for code, title in asked.items():
        case = Filing.objects.get(pk=case.pk)
        problem = f"“{title}”是带入的,请打开核对并保存。"
        assert problem in problems_before_submit(case, NOW.date())
        page = f"/desk/filings/{case.number}/{code}/"
        told = f"已从“{pattern.name}”带入,请核对"
        assert client.get(page).content.decode().count(told) >= 2, "above the form and in the list"
        form = form_at(client, page, holding="seen")
        if code == "identity":
            form.fields["name"] = ["新的驿站"]
        assert client.post(form.action, form.fields).status_code == 302
        case = Filing.objects.get(pk=case.pk)
        assert problem not in problems_before_submit(case, NOW.date())
        assert client.get(page).context["copied"] == ""
    assert case.unchecked == []
    assert problems_before_submit(case, NOW.date()) == []


def test_a_case_with_an_unchecked_section_is_not_handed_in(office, pattern):
    case = begun(office, pattern)
    actor = actor_of(office.people["district"])
    values = {"name": "新的驿站", "address": "文登路30号"}
    case = services.save_section(case.pk, values, seen=case.revision, actor=actor, now=NOW)
    client = office.client("district")
    assert client.get(f"/desk/filings/{case.number}/answers/").content.decode().count("带入,请核对") == 3
    form = form_at(client, f"/desk/filings/{case.number}/answers/", action="/submit/")
    answer = client.post(form.action, {**form.fields, "declared": ["on"]})
    assert answer.status_code == 400
    assert "“面积与设施”是带入的,请打开核对并保存。" in answer.content.decode()
    assert Filing.objects.get(pk=case.pk).state == "draft"


def test_half_a_section_is_not_looked_at(office, pattern):
    case = begun(office, pattern)
    actor = actor_of(office.people["district"])
    services.save_section(case.pk, {"access": "members"}, seen=case.revision, actor=actor, now=NOW)
    assert "hours" in Filing.objects.get(pk=case.pk).unchecked


def test_the_trail_tells_what_was_copied_and_whence(office, pattern):
    case = begun(office, pattern)
    entry = AuditEntry.objects.get(action="filing.start", target_id=str(case.pk))
    assert entry.note == f"复制相近阵地:{pattern.name}"
    assert entry.changes["开放对象"] == ["未核实", "面向公众"]


@pytest.mark.parametrize("why", ["beyond reach", "another type", "no longer in use"])
def test_a_site_that_cannot_be_a_pattern_is_refused_and_nothing_is_begun(office, pattern, why):
    if why == "beyond reach":
        with pytest.raises(TransitionRefused, match="不在可选范围内"):
            begun(office, pattern, "district2", union=office.licang_primary)
    elif why == "another type":
        with pytest.raises(TransitionRefused, match="不在可选范围内"):
            begun(office, pattern, site_type="nursing_room")
    else:
        type(pattern).objects.filter(pk=pattern.pk).update(state="cancelled")
        with pytest.raises(TransitionRefused, match="不在可选范围内"):
            begun(office, pattern)
    assert Filing.objects.count() == 1


START = "/desk/filings/new/?kind=register&type=outdoor_station"


def test_only_sites_of_the_type_within_reach_are_offered_those_of_the_union_first(office, pattern):
    other_type = START.replace("outdoor_station", "nursing_room")
    for who, page in (("district2", START), ("district", other_type)):
        assert 'name="like"' not in office.client(who).get(page).content.decode()
    case_in(office, "filed", by="district", over=office.south, name="区总驿站")
    page = office.client("district").get(f"{START}&union={office.primary.pk}").content.decode()
    assert page.index(f"{pattern.name}({office.primary.name})") < page.index("区总驿站(市南区总工会)")
    page = office.client("district").get(f"{START}&union={office.south.pk}").content.decode()
    assert page.index("区总驿站(市南区总工会)") < page.index(f"{pattern.name}({office.primary.name})")


def test_a_site_beyond_reach_is_refused_in_the_words_for_one_that_does_not_exist(office, pattern):
    draft_of(office, "district2", over=office.licang_primary, district="370213")
    own = site_of(case_in(office, "filed", by="district", name="自己的驿站"))
    foreign_site = site_of(
        case_in(
            office, "filed", by="district2", over=office.licang_primary, district="370213", name="李村驿站"
        )
    )
    client = office.client("district")
    form = form_at(client, START, holding="like")
    for key in (foreign_site.pk, 10**30, "x"):
        typed = {**form.fields, "union": [str(office.primary.pk)], "like": [str(key)]}
        answer = client.post(form.action, typed)
        assert answer.status_code == 400
        assert answer.context["form"].errors["like"] == ["不在可选范围内,请从列表中选择。"]
    for code in (foreign_site.code, "ABCDEFGH", "%00", "x" * 300):
        assert client.get(f"{START}&like={code}").status_code == 404
    assert client.get(f"{START}&like={own.code}").status_code == 200


def test_from_the_file_of_a_site_its_copy_is_begun(office, pattern):
    client = office.client("district")
    link = f"/desk/filings/new/?kind=register&type=outdoor_station&like={pattern.code}"
    assert link.replace("&", "&amp;") in client.get(f"/desk/sites/{pattern.code}/").content.decode()
    form = form_at(client, link, holding="like")
    assert form.fields["like"] == [str(pattern.pk)]
    assert form.fields["union"] == [str(office.primary.pk)]
    answer = client.post(form.action, form.fields)
    case = Filing.objects.exclude(site=pattern).get()
    assert answer.url == f"/desk/filings/{case.number}/identity/"
    assert case.copied_from_id == pattern.version_id
    assert "like=" not in office.client("city").get(f"/desk/sites/{pattern.code}/").content.decode()


@pytest.mark.parametrize("kind", site_types(), ids=lambda kind: kind.code)
def test_no_type_lets_counts_dates_or_papers_come_along(kind: SiteType):
    alike = [fact for fact in kind.facts if fact.name in kind.alike]
    assert {fact.name for fact in alike} == kind.alike
    assert {str(fact.kind) for fact in alike} <= {"bool", "choice", "choices"}
    proofs = ("检查", "证", "许可", "备案", "评价", "星级", "登记类型", "已")
    assert not [fact.label for fact in alike if any(word in fact.label for word in proofs)]


def test_hours_that_cannot_be_read_any_more_are_left_behind(office, pattern):
    pattern.version.hours = {"v": 99}
    assert "hours" not in facts_to_copy(pattern.version)
