"""One site of each type under its sample table, scored by hand: facts and answers in, the digit out."""

from __future__ import annotations

import pytest

from rulebook.outcome import Answer, BadAnswer, Conclusion, Known, NotApplicable
from rulebook.rubric import Purpose
from rulebook.scoring import outcome_of
from tests.rulebook.seed_tables import TABLES

ACCEPTANCE, YEARLY, DEMONSTRATION = Purpose


def score(site_type, purpose, *, facts=None, facilities=(), levels=None, points=None, away=(), vetoes=()):
    """``levels`` and ``points`` (tenths) are what people answered; ``away`` does not apply; ``vetoes`` are denied."""
    answers = {code: Answer(level=level) for code, level in (levels or {}).items()}
    answers |= {code: Answer(points=tenths) for code, tenths in (points or {}).items()}
    answers |= {code: Answer(not_applicable="没有这种情况") for code in away}
    answers |= {code: Answer(is_met=False) for code in vetoes}
    return outcome_of(TABLES[site_type], purpose, facts or {}, facilities, answers)


def sums(outcome):
    return [share.earned for share in outcome.shares], outcome.earned, outcome.possible, outcome.total


def known(**values):
    return {name: Known(value) for name, value in values.items()}


def test_a_nursing_room_in_the_yearly_review():
    outcome = score(
        "nursing_room",
        YEARLY,
        facts=known(
            area=850, recorded_months=10, closed_visits=1, activities=3, satisfaction=925, uses_of_plan=850
        ),
        facilities=(
            *("table", "seats", "power_socket", "hot_water", "fridge"),
            *("air_conditioner", "microwave", "changing_table", "cot"),
        ),
        levels={"N1.1": "1", "N1.5": "1", "N2.1": "2", "N2.2": "1", "N2.3": "2", "N2.6": "1"},
        points={"N1.3": 45},
        away=["N3.4"],
        vetoes=["V1", "V2", "V3", "V4", "V5"],
    )
    # 8 room of its own + 4 (8.5 m² of 10) + 4.5 signs + 8 (five of six, no bin) + 5 + 3 (four of six) = 32.5
    # 3 two rules of three + 6 + 5 up to five days lack a record + 4 (ten months) + 3 (once closed) + 5 = 26
    # 6 four fifths of the plan + 4.5 three activities + 5 (92.5 %) = 15.5; not on any map: 4 points leave
    # 32.5 + 26 + 15.5 = 74 of 96 = 77.08…: between 60 and 80
    assert sums(outcome) == ([325, 260, 155], 740, 960, 771)
    assert (outcome.missing, outcome.unknown, outcome.conclusion) == ((), (), Conclusion.SHORT)


HOLIDAY = {
    "holiday_station.area_per_child": Known(260),
    "holiday_station.fire_check": Known("passed"),
    "holiday_station.building_check": Known("passed"),
    "holiday_station.food_check": Known("pending"),
}


def holiday(**changed):
    facts = HOLIDAY | {f"holiday_station.{name}": Known(value) for name, value in changed.items()}
    return score(
        "holiday_station",
        ACCEPTANCE,
        facts=facts,
        facilities=("projector", "computer", "speakers", "whiteboard", "desks", "book_corner"),
        levels={"H1.1": "1", "H1.4": "1", "H1.6": "2", "H2.1": "1", "H2.2": "1", "H2.6": "2"},
        away=["H1.5"],
        vetoes=["V8", "V10"],
    )


def test_a_holiday_station_at_acceptance():
    # 7 + 8 (2.6 m² a child) + 7 (six of six) + 7 + 2 no first-aid kit = 31; no meals: 5 points leave
    # 8 + 5 + 1.5 fees posted in part = 14.5
    # 31 + 14.5 = 45.5 of 54 - 5 = 49 = 92.857…; every basic item is full
    outcome = holiday()
    assert sums(outcome) == ([310, 145], 455, 490, 929)
    assert (outcome.missing, outcome.conclusion) == ((), Conclusion.MET)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"area_per_child": 249}, "V2"),
        ({"fire_check": "failed"}, "V5"),
        ({"building_check": "failed"}, "V6"),
        ({"food_check": "failed"}, "V7"),
    ],
)
def test_a_holiday_station_that_failed_a_check_is_vetoed_by_the_register(changed, code):
    outcome = holiday(**changed)
    assert [line.veto.code for line in outcome.vetoes if line.is_met] == [code]
    assert outcome.conclusion == Conclusion.FAILED


@pytest.mark.parametrize(
    ("insured", "signed", "codes"), [(1000, 1000, []), (999, 1000, ["V3"]), (1000, 0, ["V4"])]
)
def test_every_child_is_insured_and_has_an_agreement(insured, signed, codes):
    outcome = score("holiday_station", YEARLY, facts=known(insured=insured, agreements_signed=signed))
    item = next(item for item in outcome.items if item.criterion.code == "H2.3")
    assert [line.veto.code for line in outcome.vetoes if line.is_met] == codes
    assert item.points == (70 if insured == 1000 else 0)


CHILDCARE = {
    "childcare_centre.hygiene_report": Known("passed"),
    "childcare_centre.papers_end": Known(0),
    "childcare_centre.cameras_everywhere": Known("yes"),
    "childcare_centre.recording_days": Known(90),
    "satisfaction": Known(899),
}
CARED = ("C1.1", "C1.2", "C1.3", "C1.4", "C2.1", "C2.2", "C2.3", "C2.4", "C2.5", "C3.2")


def childcare(facts):
    return score(
        "childcare_centre",
        DEMONSTRATION,
        facts=facts,
        levels=dict.fromkeys(CARED, "1") | {"C3.1": "2"},
        points={"C1.6": 30, "C3.4": 50},
        vetoes=["V1", "V3", "V6", "V7"],
    )


def test_a_childcare_centre_for_a_title():
    # 38 and 35 full, on the very last day of its papers; 4 half of the places used + 7 + 3.5 (89.9 %) + 5 = 19.5
    # 38 + 35 + 19.5 = 92.5 is above 90, but 19.5 of 27 is 72.2 % and less than 80 % (21.6)
    outcome = childcare(CHILDCARE)
    assert sums(outcome) == ([380, 350, 195], 925, 1000, 925)
    assert (outcome.missing, outcome.conclusion) == ((), Conclusion.SHORT)
    # one answer more that is content: 3.5 become 7, so 23 of 27
    better = childcare(CHILDCARE | known(satisfaction=900))
    assert (better.total, better.conclusion) == (960, Conclusion.MET)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [("papers_end", -1, "V2"), ("cameras_everywhere", "no", "V4"), ("recording_days", 89, "V5")],
)
def test_a_childcare_centre_with_dead_papers_or_cameras_is_vetoed_by_the_register(name, value, code):
    outcome = childcare(CHILDCARE | {f"childcare_centre.{name}": Known(value)})
    assert [line.veto.code for line in outcome.vetoes if line.is_met] == [code]
    assert outcome.conclusion == Conclusion.FAILED


def test_a_comprehensive_centre_in_the_yearly_review():
    outcome = score(
        "comprehensive_centre",
        YEARLY,
        facts={
            **known(requests_closed=948, closed_visits=0, activities=11, uses_of_plan=1000),
            "satisfaction": NotApplicable("有效问卷不足 10 份"),
            "comprehensive_centre.functions": Known(5),
            "comprehensive_centre.unions_covered": Known(9),
            "comprehensive_centre.has_committee": Known("yes"),
        },
        facilities=("table", "seats", "water_dispenser", "power_socket", "book_corner", "projector", "wifi"),
        levels={"W1.1": "2", "W1.4": "2", "W1.5": "1", "W2.1": "2", "W2.2": "1", "W2.3": "2"},
        points={"W3.5": 20},
        vetoes=["V1", "V2", "V4", "V5"],
    )
    # 4 rather small + 10 five functions + 6 (six of seven, no toilet) + 3 two signs + 5 = 28
    # 6 some experts + 8 + 5 one record lacks + 3 (94.8 %) + 5 = 27
    # 6 (eleven) + 8 + 3 (nine unions) + 2 = 19; too few answers: 5 points leave
    # 28 + 27 + 19 = 74 of 95 = 77.89…
    assert sums(outcome) == ([280, 270, 190], 740, 950, 779)
    assert (outcome.missing, outcome.conclusion) == ((), Conclusion.SHORT)


def test_an_outdoor_station_for_a_title():
    outcome = score(
        "outdoor_station",
        DEMONSTRATION,
        facts={
            **known(area=1999, closed_visits=1, supplies_expired=0, faults_overdue=2),
            **known(maps_listed=1, uses_monthly=150, activities=4),
            "outdoor_station.two_keepers": Known("yes"),
        },
        facilities=(
            *("seats", "water_dispenser", "microwave", "charging", "medicine", "air_conditioner"),
            *("fridge", "umbrella", "wifi"),
        ),
        levels={"O1.1": "2", "O1.3": "1", "O1.5": "2", "O2.3": "1", "O2.6": "1", "O3.3": "1", "O3.4": "2"},
        vetoes=["V1", "V2", "V3", "V4", "V5", "V6"],
    )
    # 5 near another + 6 (19.99 m²) + 6 + 12 (six of six) + 1.5 + 3 (three more) = 33.5
    # 5 + 4.5 (once closed) + 4 + 6 + 0 (two faults too long) + 4 + 4 = 27.5
    # 5 (150 a month) + 6 + 6 + 2 one special service = 19
    # 33.5 + 27.5 + 19 = 80: just not failed, far from 90
    assert sums(outcome) == ([335, 275, 190], 800, 1000, 800)
    assert (outcome.missing, outcome.conclusion) == ((), Conclusion.SHORT)


@pytest.mark.parametrize(
    ("privacy", "earned", "total", "conclusion"),
    [("1", 540, 844, Conclusion.MET), ("2", 490, 766, Conclusion.SHORT)],
)
def test_a_mind_station_at_acceptance(privacy, earned, total, conclusion):
    outcome = score(
        "mind_station",
        ACCEPTANCE,
        facts={"mind_station.zones": Known(6), "mind_station.has_referral_agreement": Known("no")},
        facilities=("relaxation_chair", "venting_tools", "sand_tray", "test_tools"),
        levels={"M1.1": "1", "M1.4": "2", "M2.1": "1", "M2.2": privacy},
        vetoes=["V2", "V4"],
    )
    # 10 + 12 + 6 (three of four, sand tray or venting tools count once) + 4 two of three signs = 32
    # 12 + 10 or 5 for secrecy + 0 without a referral partner = 22 or 17
    # 54 of 64 = 84.375, or 49 of 64 = 76.56…: above 70, yet a basic item is short
    assert (outcome.earned, outcome.possible, outcome.total) == (earned, 640, total)
    assert (outcome.missing, outcome.conclusion) == ((), conclusion)


def test_what_always_applies_is_not_left_out():
    for site_type, purpose, code in (
        ("nursing_room", YEARLY, "N1.5"),
        ("holiday_station", ACCEPTANCE, "H1.2"),
        ("childcare_centre", YEARLY, "C1.3"),
    ):
        with pytest.raises(BadAnswer, match="不能填“不适用”"):
            score(site_type, purpose, away=[code])
