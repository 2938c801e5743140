"""Who may be nominated, from the register alone, with the reason for each who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.words import chinese_day
from demonstration.models import Conflict, Designation, Round
from demonstration.rounds.eligibility import Known, answers_of, is_eligible, months_before
from demonstration.rounds.selectors import answers_for, candidates_within
from rulebook.workdays import DueDate
from sites.models import ServiceSite
from tests.demonstration.rounds.calls import published
from tests.demonstration.worlds import nominate
from tests.factories import NOW
from tests.inspection.reviews import twin

LAST_DAY = date(2026, 10, 31)
GOOD = Known(
    state="open",
    filed_on=date(2025, 10, 1),
    score=900,
    conclusion="met",
    concluded_on=date(2026, 5, 1),
    is_on_map=True,
)


def asked(known: Known, **terms: object) -> dict[str, bool]:
    round = Round(
        title_name="示范站点", **{"least_months": 12, "least_score": 800, "needs_map": True, **terms}
    )
    return {answer.code: answer.is_met for answer in answers_of(round, known, LAST_DAY)}


def lacking(known: Known, **terms: object) -> list[str]:
    return [code for code, is_met in asked(known, **terms).items() if not is_met]


def changed(**columns: object) -> Known:
    return Known(**{**vars(GOOD), **columns})  # type: ignore[arg-type]  # columns by name


def test_a_good_site_lacks_nothing() -> None:
    assert lacking(GOOD) == []


def cooling(days: int) -> Callable[[date], DueDate]:
    return lambda revoked_on: DueDate(revoked_on + timedelta(days=days), provisional=False)


@pytest.mark.parametrize(
    ("revoked_on", "is_met"),
    [(LAST_DAY - timedelta(days=100), True), (LAST_DAY - timedelta(days=99), False)],
)
def test_after_a_title_was_taken_a_site_waits_as_long_as_the_measure_says(revoked_on, is_met) -> None:
    found = answers_of(Round(title_name="示范站点"), changed(revoked_on=revoked_on), LAST_DAY, cooling(100))
    (answer,) = [each for each in found if each.code == "cooling"]
    assert (answer.is_met, answer.words[-11:]) == (
        is_met,
        f"间隔期至{chinese_day(revoked_on + timedelta(days=100))}"[-11:],
    )


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"state": "suspended"}, "open"),
        ({"state": "rectifying"}, "open"),
        ({"filed_on": date(2025, 11, 1)}, "months"),
        ({"filed_on": None}, "months"),
        ({"score": 795}, "score"),
        ({"score": None, "concluded_on": None}, "score"),
        ({"conclusion": "failed"}, "score"),
        ({"orders": 1}, "orders"),
        ({"is_on_map": False}, "map"),
        ({"title_until": LAST_DAY}, "title"),
    ],
)
def test_each_thing_that_is_missing_is_named_alone(columns: dict[str, object], code: str) -> None:
    assert lacking(changed(**columns)) == [code]


@pytest.mark.parametrize(
    ("columns", "terms"),
    [
        ({"filed_on": date(2025, 10, 31)}, {}),
        ({"score": 800}, {}),
        ({"is_on_map": False}, {"needs_map": False}),
        ({"score": None, "concluded_on": None}, {"least_score": None}),
        ({"title_until": LAST_DAY - timedelta(days=1)}, {}),
    ],
)
def test_what_is_just_enough_is_enough(columns: dict[str, object], terms: dict[str, object]) -> None:
    assert lacking(changed(**columns), **terms) == []


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 10, 31), 12, date(2025, 10, 31)),
        (date(2026, 10, 31), 1, date(2026, 9, 30)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2028, 3, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
        (date(2026, 10, 12), 0, date(2026, 10, 12)),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_last(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_the_register_answers_for_its_sites(office, sites):
    round = published(office, needs_map=True)
    mapped = twin(sites[0], office.tree.primary, "已上图站点", facts={"listed_baidu": True})
    found = answers_for(round, [sites[0], mapped])
    assert [is_eligible(found[site.pk]) for site in (sites[0], mapped)] == [False, True]


def test_a_site_that_left_the_register_has_no_answers(office, sites):
    round = published(office)
    ServiceSite.objects.filter(pk=sites[0].pk).update(state="cancelled")
    assert answers_for(round, sites[:1]) == {}


def test_a_title_that_still_holds_is_found(office, sites):
    round = published(office)
    Designation.objects.create(
        number="ZS1",
        state="valid",
        site=sites[0],
        issuer=office.tree.city,
        site_type="outdoor_station",
        name=round.title_name,
        site_name="甲",
        level="city",
        document_number="1号",
        plate_number="P1",
        valid_from=NOW.date(),
        valid_until=NOW.date() + timedelta(days=700),
        created_at=NOW,
    )
    (answer,) = [each for each in answers_for(round, sites[:1])[sites[0].pk] if each.code == "title"]
    assert not answer.is_met
    assert "有效期至2028年9月11日" in answer.words


def test_the_list_shows_own_sites_with_their_branch_and_who_is_in(office, sites):
    round = published(office)
    nominate(round, sites[0])
    found = {each.site.pk: each for each in candidates_within(office.actor("city"), round)}
    assert {pk: each.branch_id for pk, each in found.items()} == {
        sites[0].pk: office.tree.south.pk,
        sites[1].pk: office.tree.north.pk,
        sites[2].pk: office.tree.metro.pk,
    }
    assert [pk for pk, each in found.items() if each.is_entered] == [sites[0].pk]
    assert [each.site.pk for each in candidates_within(office.actor("keeper"), round)] == [sites[0].pk]


def test_what_stands_behind_a_wall_is_not_in_the_list(office, sites):
    round = published(office)
    row = nominate(round, sites[0])
    Conflict.objects.create(
        user=office.city, nomination=row, source="declared", reason="亲属", entered_by="赵强", entered_at=NOW
    )
    assert sites[0].pk not in [each.site.pk for each in candidates_within(office.actor("city"), round)]


def test_a_list_of_many_sites_asks_once(office, sites, django_assert_num_queries):
    round = published(office)
    actor = office.actor("city")
    with django_assert_num_queries(1):
        assert len(list(candidates_within(actor, round))) == 3
