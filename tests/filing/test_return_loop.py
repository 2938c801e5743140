"""The returned case: one letter, only its parts open, each answered, each closed by the checker alone."""

from __future__ import annotations

import pytest

from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.workflow import NoteMissing, TransitionRefused
from filing import services
from filing.gaps import open_gaps, reopened_parts
from filing.models import Filing
from tests.factories import ADDRESS_GAP, NOW, build_office, filing_in, mend, return_with, walk
from tests.office import WEEK, picture

pytestmark = pytest.mark.django_db

PHONE_GAP = ("people.public_phone", "电话打不通。", "换成有人接听的办公电话。")


@pytest.fixture
def office():
    return build_office()


@pytest.fixture
def checked(office):
    return filing_in("district_check", office)


def fresh(case):
    return Filing.objects.get(pk=case.pk)


def save(case, office, **facts):
    return services.save_section(
        case.pk, facts, seen=fresh(case).revision, actor=office.actor("keeper"), now=NOW
    )


def submit(case, office):
    return services.submit_filing(case.pk, seen=fresh(case).revision, actor=office.actor("keeper"), now=NOW)


def test_one_letter_tells_every_gap_in_the_order_of_noting(office, checked):
    case = return_with(checked, office.actor("district"), PHONE_GAP, ADDRESS_GAP, note="请尽快。")
    letter = case.notices.get()
    assert (letter.number, letter.from_state, letter.opinion) == (1, "district_check", "请尽快。")
    assert [(gap.position, gap.label, gap.value_then) for gap in letter.deficiencies.all()] == [
        (1, "对外电话", ""),
        (2, "详细地址", "文登路28号"),
    ]
    entry = AuditEntry.objects.get(action="filing.return")
    assert entry.details["gaps"] == ["对外电话:电话打不通。", "详细地址:地址不完整。"]
    told = OwedMessage.objects.get(recipient_id=office.keeper.pk, subject__contains="退回补正")
    assert "共 2 项" in told.subject


def test_a_gap_on_a_part_that_does_not_exist_is_refused(office, checked):
    for part in ("place.moon", "nowhere.address", "facilities.fact:wings", "photos.cellar", "address", ""):
        with pytest.raises(services.NoSuchPart):
            services.note_gap(checked.pk, part, "错。", "改。", actor=office.actor("district"), now=NOW)
    assert not checked.deficiencies.exists()


def test_an_empty_letter_cannot_be_sent(office, checked):
    with pytest.raises(TransitionRefused, match="还没有记下需补正的事项"):
        services.return_filing(checked.pk, actor=office.actor("district"), now=NOW)


def test_a_noted_gap_is_dropped_and_a_sent_one_stays(office, checked):
    district = office.actor("district")
    gap = services.note_gap(checked.pk, *ADDRESS_GAP, actor=district, now=NOW)
    services.drop_gap(checked.pk, gap.pk, actor=district, now=NOW)
    assert not checked.deficiencies.exists()
    case = mend(return_with(checked, district, ADDRESS_GAP), office.actor("keeper"))
    with pytest.raises(TransitionRefused, match="不能删除"):
        services.drop_gap(case.pk, case.deficiencies.get().pk, actor=district, now=NOW)


def test_an_unsent_gap_holds_up_the_approval(office, checked):
    services.note_gap(checked.pk, *ADDRESS_GAP, actor=office.actor("district"), now=NOW)
    with pytest.raises(TransitionRefused, match="没有发出的补正事项"):
        services.pass_check(checked.pk, actor=office.actor("district"), now=NOW)


def test_only_the_named_parts_are_open(office, checked):
    case = return_with(checked, office.actor("district"), ADDRESS_GAP)
    assert [part.code for part in reopened_parts(case)] == ["place.address"]
    with pytest.raises(TransitionRefused, match="“阵地名称”没有列入补正通知单"):
        save(case, office, name="另一个名称")
    with pytest.raises(TransitionRefused, match="照片:门牌"):
        services.attach_photo(case.pk, "plate", picture(), actor=office.actor("keeper"), now=NOW)
    save(case, office, address="文登路30号", name=case.version.name)
    assert fresh(case).version.address == "文登路30号"


def test_a_fact_of_the_type_opens_alone(office, checked):
    case = return_with(
        checked, office.actor("district"), ("facilities.fact:street_level", "没填。", "请填。")
    )
    with pytest.raises(TransitionRefused, match="没有列入"):
        save(case, office, type_facts={"street_level": True, "six_haves": ["mark"]})
    save(case, office, type_facts={"street_level": True})
    assert fresh(case).version.type_facts == {"street_level": True}


def test_a_named_slot_opens_for_pictures_and_keeps_the_old_ones_to_compare(office):
    draft = filing_in("draft", office)
    keeper = office.actor("keeper")
    old = services.attach_photo(draft.pk, "plate", picture(shade=1), actor=keeper, now=NOW)
    case = walk(fresh(draft), "submit", office)
    case = return_with(case, office.actor("district"), ("photos.plate", "看不清。", "重拍。"))
    services.detach_photo(case.pk, old, actor=keeper, now=NOW)
    services.attach_photo(case.pk, "plate", picture(shade=2), actor=keeper, now=NOW)
    gap = case.deficiencies.get()
    assert [kept.attachment_id for kept in gap.photos.all()] == [old.attachment_id]
    assert old.attachment.file.storage.exists(old.attachment.file.name)
    services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    assert submit(case, office).state == "district_check"


def test_posting_the_same_again_answers_nothing_and_needs_words(office, checked):
    case = return_with(checked, office.actor("district"), ADDRESS_GAP)
    save(case, office, address=case.version.address)
    gap = case.deficiencies.get()
    assert gap.answered_at is None
    with pytest.raises(NoteMissing, match="“详细地址”的内容还没有变化"):
        services.answer_gap(case.pk, gap.pk, actor=office.actor("keeper"), now=NOW)
    services.answer_gap(case.pk, gap.pk, "门牌号就是这样。", actor=office.actor("keeper"), now=NOW)
    assert case.deficiencies.get().answer == "门牌号就是这样。"


def test_a_mended_part_is_answered_by_one_tap(office, checked):
    case = return_with(checked, office.actor("district"), ADDRESS_GAP)
    save(case, office, address="文登路30号")
    gap = services.answer_gap(case.pk, case.deficiencies.get().pk, actor=office.actor("keeper"), now=NOW)
    assert (gap.stage, gap.answer) == ("answered", "")


def test_one_unanswered_gap_keeps_the_case_with_its_sender(office, checked):
    case = return_with(checked, office.actor("district"), ADDRESS_GAP, PHONE_GAP)
    save(case, office, address="文登路30号")
    first = case.deficiencies.get(part="place.address")
    services.answer_gap(case.pk, first.pk, actor=office.actor("keeper"), now=NOW)
    with pytest.raises(TransitionRefused, match="还有 1 项补正没有答复"):
        submit(case, office)
    assert fresh(case).state == "returned"


def test_only_the_checker_closes_and_only_what_was_answered(office, checked):
    case = return_with(checked, office.actor("district"), ADDRESS_GAP)
    gap = case.deficiencies.get()
    with pytest.raises(NotAllowed):
        services.judge_gap(case.pk, gap.pk, "settled", actor=office.actor("keeper"), now=NOW)
    case = mend(case, office.actor("keeper"))
    with pytest.raises(NotAllowed):
        services.judge_gap(case.pk, gap.pk, "settled", actor=office.actor("keeper"), now=NOW)
    with pytest.raises(TransitionRefused, match="没有作出结论"):
        services.pass_check(case.pk, actor=office.actor("district"), now=NOW)
    services.judge_gap(case.pk, gap.pk, "settled", actor=office.actor("district"), now=NOW)
    with pytest.raises(TransitionRefused, match="已作出结论"):
        services.judge_gap(case.pk, gap.pk, "kept", actor=office.actor("district"), now=NOW)
    assert services.pass_check(case.pk, actor=office.actor("district"), now=NOW).state == "acceptance"


def test_a_kept_gap_stands_in_the_next_letter_without_being_late(office, checked):
    district = office.actor("district")
    case = mend(return_with(checked, district, ADDRESS_GAP), office.actor("keeper"))
    services.judge_gap(case.pk, case.deficiencies.get().pk, "kept", actor=district, now=NOW)
    case = services.return_filing(case.pk, actor=district, now=NOW)
    second = case.notices.get(number=2).deficiencies.get()
    assert (second.part, second.is_late, case.late_gaps) == ("place.address", False, 0)


def test_a_part_named_only_later_needs_a_reason_and_is_counted(office, checked):
    district = office.actor("district")
    case = walk(mend(return_with(checked, district, ADDRESS_GAP), office.actor("keeper")), "settle", office)
    services.note_gap(case.pk, *PHONE_GAP, actor=district, now=NOW)
    with pytest.raises(NoteMissing, match="“对外电话”在以前的补正通知中没有提出"):
        services.return_filing(case.pk, actor=district, now=NOW)
    case = services.return_filing(case.pk, actor=district, now=NOW, late_reason="回访时才发现。")
    letter = case.notices.get(number=2)
    assert (letter.late_reason, case.late_gaps) == ("回访时才发现。", 1)
    assert letter.deficiencies.get().is_late


def test_a_city_return_comes_back_to_the_city_unless_the_place_changed(office):
    city = office.actor("city2")
    case = walk(filing_in("city_filing", office), "sign", office)
    case = return_with(case, city, ("hours.hours", "没填。", "请填。"))
    assert (case.signed_levels, case.sign_offs.count()) == (0, 0)
    case = mend(case, office.actor("keeper"), hours=WEEK)
    assert case.state == "city_filing"
    case = return_with(walk(case, "settle", office), city, ADDRESS_GAP, late_reason="公示前核对发现。")
    case = mend(case, office.actor("keeper"))
    assert case.state == "acceptance"


def test_every_handing_in_has_its_own_receipt(office, checked):
    first = checked.submissions.get()
    case = mend(return_with(checked, office.actor("district"), ADDRESS_GAP), office.actor("keeper"))
    second = case.submissions.get(number=2)
    assert first.digest != second.digest == case.facts_digest
    assert (first.state, second.state) == ("district_check", "district_check")


def test_a_letter_being_extended_meets_a_case_that_moved_on(office, checked):
    """The sender hands in while another checker still writes: what comes second reads what stands."""
    district = office.actor("district")
    case = return_with(checked, district, ADDRESS_GAP)
    with pytest.raises(TransitionRefused):
        services.note_gap(case.pk, *PHONE_GAP, actor=district, now=NOW)
    assert not case.deficiencies.filter(notice=None).exists()


def test_an_answer_without_a_word_falls_with_the_change_that_it_told_of(office):
    case = filing_in("returned", office)
    keeper = office.actor("keeper")
    before = case.version.address
    for address in (f"{before}甲", before):
        services.save_section(
            case.pk, {"address": address}, seen=Filing.objects.get(pk=case.pk).revision, actor=keeper, now=NOW
        )
        for gap in open_gaps(Filing.objects.get(pk=case.pk)):
            services.answer_gap(case.pk, gap.pk, actor=keeper, now=NOW)
    with pytest.raises(services.NotReady, match="又改回了原来的内容"):
        services.submit_filing(case.pk, seen=Filing.objects.get(pk=case.pk).revision, actor=keeper, now=NOW)


def test_a_returned_case_is_not_brought_up_to_date(office):
    case = filing_in("returned", office)
    with pytest.raises(TransitionRefused, match="只有草稿"):
        services.bring_up_to_date(case.pk, seen=case.revision, actor=office.actor("keeper"), now=NOW)
