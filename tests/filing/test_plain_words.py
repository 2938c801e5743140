"""What clerks read: the matter beside a state, the two types of a change, what a change hides, where a site stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import OwedMessage
from core.registry import Inbox
from filing import services
from filing.bulk import groups_for, plan
from filing.import_inbox import imports_inbox
from filing.imports.services import fail_import
from filing.models import Filing
from filing.models.imports import ImportBatch, ImportState
from filing.services.owed_scans import tell_owed_scans
from filing.standing_apart import apart_question
from filing.transitions import FILING
from filing.unlisting import unlisting_warning
from tests.desks import desk_from
from tests.factories import NOW, actor_of, follow_up, walk
from tests.office import Crew, build_office, case_in, draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def keeper(office):
    return actor_of(office.people["keeper"])


def read(office, address, who="city"):
    return office.client(who).get(address).content.decode()


def of_page(case, page=""):
    return f"/desk/filings/{case.number}/{page}"


@pytest.fixture
def leaving(office, keeper):
    """A cancellation that waits for the last signature of the city."""
    case = follow_up(case_in(office, "filed"), "cancel", keeper)
    for step in ("submit", "forward", "sign"):
        case = walk(case, step, Crew(office, "keeper"))
    return Filing.objects.get(pk=case.pk)


def test_a_cancellation_is_agreed_to_as_one_and_never_reads_as_a_filed_site(office, leaving):
    labels = {
        each.edge.label
        for each in FILING.actions_for(actor_of(office.people["city2"]), leaving)
        if each.decision
    }
    assert "同意注销" in labels
    assert "同意备案" not in labels
    city2 = actor_of(office.people["city2"])
    (held_up,) = plan(city2, [leaving], "approve")
    assert (held_up.action, held_up.reason) == ("", "本案为注销备案,请用“同意注销”办理。")
    (ready,) = plan(city2, [leaving], "cancel")
    assert ready.action == "approve_cancel"
    case = services.approve_cancellation(leaving.pk, actor=city2, now=NOW)
    assert case.state_label == "已备案(注销)"
    for address in (of_page(case), reverse("filings")):
        assert "已备案(注销)" in read(office, address)


def test_a_new_site_is_filed_without_any_matter_beside_it(office):
    assert case_in(office, "filed").state_label == "已备案"
    assert case_in(office, "district_check").state_label == "待区(市)审核"


def retyped(office, keeper, wanted, **facts):
    case = follow_up(case_in(office, "filed", site_type="nursing_room", facilities=[]), "change", keeper)
    case = Filing.objects.get(pk=case.pk)
    return services.save_section(
        case.pk, {"site_type": wanted, **facts}, seen=case.revision, actor=keeper, now=NOW
    )


def test_the_head_of_a_change_of_type_shows_both_types(office, keeper):
    case = retyped(office, keeper, "holiday_station")
    assert "爱心妈妈小屋→" in case.type_words
    for address in (of_page(case), reverse("filings")):
        assert case.type_words in read(office, address, "keeper")


def test_a_change_that_hides_a_site_says_so_before_it_is_handed_in_and_how_to_avoid_it(office, keeper):
    case = retyped(office, keeper, "holiday_station")
    said = read(office, of_page(case, "answers/"), "keeper")
    assert "变更生效后,公众将查不到这处阵地:阵地类型由“爱心妈妈小屋”改为" in said
    assert "在阵地档案的“假期开班”中确认以后才公开" in said
    case = retyped(office, keeper, "comprehensive_centre", access="own_staff")
    assert "把“公开范围”选为公开" in unlisting_warning(Filing.objects.get(pk=case.pk))
    services.save_section(
        case.pk, {"extent": "listed"}, seen=Filing.objects.get(pk=case.pk).revision, actor=keeper, now=NOW
    )
    assert unlisting_warning(Filing.objects.get(pk=case.pk)) == ""


def test_a_change_that_hides_nothing_says_nothing(office, keeper):
    assert unlisting_warning(retyped(office, keeper, "comprehensive_centre")) == ""
    assert unlisting_warning(case_in(office, "draft", extent="unlisted")) == "", "nothing was public yet"


def test_a_site_in_another_district_than_its_union_is_asked_about_and_no_error(office, keeper):
    case = draft_of(office, "keeper", district="370213")
    said = "主管工会属市南区,阵地填的是在李沧区,对吗?"
    for page in ("place/", "answers/"):
        assert said in read(office, of_page(case, page), "keeper")
    assert said not in read(office, of_page(case, "people/"), "keeper")
    assert (
        services.submit_filing(case.pk, seen=case.revision, actor=keeper, now=NOW).state == "district_check"
    )
    assert apart_question(draft_of(office, "keeper")) == ""


def test_taking_back_is_offered_in_the_list_exactly_as_long_as_it_can_be_done(office):
    district = actor_of(office.people["district"])
    case = case_in(office, "district_check")
    assert "取回" not in dict(groups_for(district)).values()
    walk(case, "pass_check", Crew(office, "keeper"))
    assert dict(groups_for(district))["recall"] == "取回"
    assert 'value="recall"' in read(office, reverse("filings"), "district")
    assert "recall" not in dict(groups_for(actor_of(office.people["district2"])))
    walk(case, "visit_pass", Crew(office, "keeper"))
    assert "recall" not in dict(groups_for(district))


def test_who_owes_a_stamped_form_is_told_before_its_day_and_once_it_is_late(office):
    case = case_in(office, "filed")
    keys = {office.people["keeper"].pk}

    def told(stage):
        rows = OwedMessage.objects.filter(key__contains=f"filing:{case.pk}:scan-{stage}:")
        return {row.recipient_id for row in rows}

    assert tell_owed_scans(now=NOW) == 0
    for _ in range(2):
        tell_owed_scans(now=NOW + timedelta(days=11))
    assert told("soon") == keys
    assert not told("late")
    tell_owed_scans(now=NOW + timedelta(days=20))
    assert told("late") == keys
    assert OwedMessage.objects.filter(key__contains=f"filing:{case.pk}:scan-").count() == 2


def test_a_list_that_came_to_nothing_is_told_to_who_sent_it_and_stands_on_his_desk(office):
    person = office.people["district"]
    batch = ImportBatch.objects.create(
        union=office.south,
        uploader=person,
        state=ImportState.READING,
        file_name="名单.xlsx",
        digest="a",
        created_at=NOW,
    )
    actor = actor_of(person)
    assert desk_from(imports_inbox, actor, NOW) == Inbox()
    fail_import(batch, "没有找到表头。", actor=actor, now=NOW)
    message = OwedMessage.objects.get(recipient_id=person.pk, subject__contains="未能导入")
    assert (message.body, message.url) == ("没有找到表头。", reverse("import-batch", args=[batch.pk]))
    (item,) = desk_from(imports_inbox, actor, NOW).waiting
    assert "没有导入:没有找到表头。" in item.reason
    assert desk_from(imports_inbox, actor_of(office.people["district2"]), NOW) == Inbox()
    assert desk_from(imports_inbox, actor, NOW + timedelta(days=8)) == Inbox()
    ImportBatch.objects.create(
        union=office.south, uploader=person, state="review", file_name="b.xlsx", digest="b", created_at=NOW
    )
    assert desk_from(imports_inbox, actor, NOW) == Inbox()
