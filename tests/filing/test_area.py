"""Does the smallest area of a measure bind? Warned of, refused, and left alone where it is not what changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from filing.services import NotReady, problems_before_submit, submit_filing
from rulebook.selectors import measure_of
from tests.factories import NOW, actor_of, pack_now, succeed
from tests.factories.filings import follow_up
from tests.office import Office, build_office, case_in, draft_of

SMALL, ENOUGH, LARGE = 599, 600, 1000


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def office(db: None) -> Office:
    return build_office()


def ruled() -> None:
    """From today the measure refuses less than 6 square metres and warns below 10."""
    pack = pack_now("outdoor")
    rules = measure_of(pack.pk).type_rules
    succeed(
        pack,
        NOW.date(),
        type_rules=tuple(replace(rule, area_warn_tenths=100, area_floor_tenths=60) for rule in rules),
    )


def answers(office: Office, **facts: Any) -> str:
    case = draft_of(office, "keeper", **facts)
    return office.client("keeper").get(f"/desk/filings/{case.number}/answers/").content.decode()


def test_below_the_floor_nothing_is_submitted_and_the_sentence_says_what_to_do(office: Office) -> None:
    ruled()
    case = draft_of(office, "keeper", area_hundredths=SMALL)
    with pytest.raises(NotReady) as refused:
        submit_filing(case.pk, seen=case.revision, actor=actor_of(office.people["keeper"]), now=NOW)
    (said,) = refused.value.problems
    assert "“面积与设施”:使用面积 5.99 平方米,低于《" in said
    assert "规定的最低面积 6 平方米,不予备案。请核对面积" in said
    case = draft_of(office, "keeper", area_hundredths=ENOUGH)
    assert problems_before_submit(case, NOW.date()) == []


def test_between_floor_and_advice_it_is_only_warned_of(office: Office) -> None:
    ruled()
    assert "建议的面积 10 平方米,可以提交,请核对面积是否填对。" in answers(office, area_hundredths=ENOUGH)
    assert "建议的面积" not in answers(office, area_hundredths=LARGE)
    assert "建议的面积" not in answers(office, area_hundredths=None)


def test_the_checker_reads_the_warning_too(office: Office) -> None:
    ruled()
    case = case_in(office, "district_check", area_hundredths=ENOUGH)
    assert (
        "建议的面积 10 平方米"
        in office.client("district").get(f"/desk/filings/{case.number}/").content.decode()
    )


def test_a_measure_without_an_area_says_nothing(office: Office) -> None:
    case = draft_of(office, "keeper", area_hundredths=1)
    assert problems_before_submit(case, NOW.date()) == []
    assert "建议的面积" not in answers(office, area_hundredths=1)


def test_a_site_that_was_accepted_small_may_change_its_telephone(office: Office) -> None:
    filed = case_in(office, "filed", area_hundredths=SMALL)
    ruled()
    keeper = actor_of(office.people["keeper"])
    case = follow_up(filed, "change", keeper)
    case.version.public_phone = "0532-82001234"
    case.version.save()
    assert problems_before_submit(case, NOW.date()) == []
    case.version.area_hundredths = SMALL - 1
    case.version.save()
    assert any("不予备案" in each for each in problems_before_submit(case, NOW.date()))
