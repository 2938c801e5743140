"""A draw is committed, revealed and worked off: nothing of it can be changed afterwards."""

from __future__ import annotations

import importlib.util
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.models import RoleGrant
from core.actor import SYSTEM
from core.guards import install_guards, lift_guards
from core.models import AuditEntry, OwedMessage
from core.policy import NotAllowed
from core.registry import Recomputed
from core.workflow import TransitionRefused
from inspection.models import DrawEntry, SpotCheck, Visit
from inspection.models.assessments import ScoreColumn
from inspection.spot_checks.replay import replay_draws
from inspection.spot_checks.selectors import (
    barred_from,
    draw_within,
    is_named,
    overrated_sites,
    record_of,
    to_inspect,
)
from inspection.spot_checks.services import (
    BadDraw,
    Plan,
    commit_draw,
    draw_sites,
    give_up_draw,
    record_drawn,
    skip_drawn,
)
from inspection.spot_checks.weights import usual_weights
from inspection.visiting.inbox import visits_inbox
from inspection.visiting.selectors import visit_within
from inspection.visiting.sightings import Sighting
from sites.models import ServiceSite, SiteKeeper
from tests.desks import desk_from
from tests.factories import NOW, actor_of, build_office, person
from tests.factories.orders import order_on
from tests.factories.packs import seed_calendars
from tests.inspection.boards import begin, open_site, reviewed
from tests.sites.public_sites import OFFICE_HOURS, opened_site

pytestmark = pytest.mark.django_db

SEEN = Sighting(
    held_on=NOW.date(),
    held_at=time(9, 30),
    inspectors=("李娜", "陈静"),
    organisation="市总工会",
    door="as_announced",
    verdict="pass",
)


@pytest.fixture
def office():
    seed_calendars(actor=SYSTEM, now=NOW)
    return build_office()


@pytest.fixture
def people(office):
    north = person("north", "district", office.tree.north, name="北区同志")
    return [office.city, office.city2, office.district, north]


@pytest.fixture
def sites(office):
    found = [opened_site(office.tree.primary, f"南站{n}", hours=OFFICE_HOURS) for n in range(4)]
    return [*found, opened_site(office.tree.north_primary, "北站", district="370203", hours=OFFICE_HOURS)]


@pytest.fixture
def plan(office, people, sites):
    return Plan(
        union=office.tree.city,
        title="三季度抽查",
        size=3,
        weights=usual_weights(),
        inspectors=[each.pk for each in people],
    )


@pytest.fixture
def check(office, plan):
    return commit_draw(plan, actor=office.actor("city"), now=NOW)


def drawn(office, check):
    return draw_sites(check.pk, actor=office.actor("city"), now=NOW)


def test_what_is_committed_tells_list_and_weights_and_hides_the_seed(office, check, sites):
    assert (check.number, check.state, check.pool) == ("CC-2026-0001", "committed", 5)
    record = record_of(check)
    assert check.seed not in str(record)
    assert {"list", "list_digest", "seed_digest"} <= record.keys()
    assert check.seed not in str(AuditEntry.objects.get(action="spot_check.commit").details)
    assert len(bytes.fromhex(check.seed)) == 32


def test_weights_follow_from_what_is_known_of_each_site(office, plan, sites):
    ServiceSite.objects.filter(pk=sites[0].pk).update(filed_on=NOW.date() - timedelta(days=366))
    order_on(sites[1], office.actor("district"))
    Visit.objects.create(
        site=sites[2], kind="unannounced", held_on=NOW.date(), verdict="pass", recorded_at=NOW
    )
    check = commit_draw(plan, actor=office.actor("city"), now=NOW)
    told = {entry.site_id: (entry.weight, entry.strata) for entry in check.entries.all()}
    assert told[sites[0].pk] == (4, ["unseen"])
    assert told[sites[1].pk] == (8, ["new", "ordered", "unseen"])
    assert told[sites[2].pk] == (3, ["new"])
    assert told[sites[3].pk] == (6, ["new", "unseen"])


def test_the_draw_is_done_again_by_the_script_from_its_record(office, check):
    record = record_of(drawn(office, check))
    path = Path(__file__).parents[2] / "docs" / "replay_draw.py"
    spec = importlib.util.spec_from_file_location("replay_draw", path)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.replay(record) == "the same draw"
    assert len(record["drawn"]) == 3


def test_who_belongs_to_the_managing_branch_or_keeps_the_site_may_not_go_there(office, people, sites):
    SiteKeeper.objects.create(site=sites[4], user=office.city2, since=NOW.date())
    barred = barred_from(sites, people, office.tree.city)
    assert barred[sites[0].pk] == {office.district.pk: "所在工会主管该阵地"}
    assert barred[sites[4].pk] == {
        office.city2.pk: "本人是该阵地的负责人",
        people[3].pk: "所在工会主管该阵地",
    }


def test_no_barred_person_is_drawn_and_the_reason_is_kept(office, check):
    check = drawn(office, check)
    reasons = {entry.site_id: dict(entry.barred) for entry in check.entries.all()}
    for row in check.drawn.all():
        assert len(row.inspectors) == 2
        assert not {key for key, _ in row.inspectors} & reasons[row.site_id].keys()
    assert "所在工会主管该阵地" in str(reasons)
    told = OwedMessage.objects.filter(key__startswith="spot_check:").values_list("recipient_id", flat=True)
    named = {key for row in check.drawn.all() for key, _ in row.inspectors}
    assert set(told) == named - {office.city.pk}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inspection_drawentry SET weight = 20",
        "DELETE FROM inspection_drawentry",
        "INSERT INTO inspection_drawentry (spot_check_id, site_id, code, strata, weight, barred)"
        " SELECT spot_check_id, site_id, 'OTHER', '[]', 1, '[]' FROM inspection_drawentry LIMIT 1",
        "DELETE FROM inspection_drawinspector",
        "UPDATE inspection_spotcheck SET seed = 'ff'",
        "UPDATE inspection_spotcheck SET size = 1",
        "UPDATE inspection_spotcheck SET weights = '{}'",
        "UPDATE inspection_spotcheck SET is_sealed = (1 = 0)",
        "DELETE FROM inspection_spotcheck",
    ],
)
def test_what_was_committed_is_never_changed_not_even_in_plain_sql(check, sql):
    with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_list_that_was_changed_past_the_guards_draws_nothing(office, check):
    lift_guards(connection)
    try:
        DrawEntry.objects.filter(pk=check.entries.first().pk).update(weight=19)
        with pytest.raises(TransitionRefused, match="与公布的摘要不一致"):
            drawn(office, check)
    finally:
        install_guards(connection)
    assert SpotCheck.objects.get(pk=check.pk).state == "committed"
    assert AuditEntry.objects.filter(action="spot_check.draw", outcome="refused").count() == 1


def test_a_draw_is_drawn_once_and_cannot_be_given_up_afterwards(office, check):
    city = office.actor("city")
    drawn(office, check)
    with pytest.raises(TransitionRefused):
        drawn(office, check)
    with pytest.raises(TransitionRefused):
        give_up_draw(check.pk, actor=city, now=NOW, note="不满意。")


def test_a_draw_that_is_given_up_stays_with_its_reason(office, check):
    give_up_draw(check.pk, actor=office.actor("city"), now=NOW, note="名单有误。")
    assert SpotCheck.objects.get(pk=check.pk).state == "void"
    with pytest.raises(TransitionRefused):
        drawn(office, check)


def test_after_the_last_visit_the_draw_is_done(office, check):
    check = drawn(office, check)
    for row in check.drawn.all():
        inspector = actor_of(
            next(each.user for each in check.inspectors.all() if each.user_id == row.inspectors[0][0])
        )
        assert row in to_inspect(inspector)
        address = reverse("drawn-visit", args=[check.pk, row.position])
        assert address in [item.url for item in desk_from(visits_inbox, inspector, NOW).waiting]
        if row.position < 3:
            visit = record_drawn(check.pk, row.position, SEEN, actor=inspector, now=NOW)
            assert (visit.kind, visit.site_id) == ("spot_check", row.site_id)
            assert visit_within(inspector, visit.pk) is not None
            assert SpotCheck.objects.get(pk=check.pk).state == "working"
    skip_drawn(check.pk, 3, "阵地当日停电。", actor=office.actor("city"), now=NOW)
    assert SpotCheck.objects.get(pk=check.pk).state == "done"
    assert not to_inspect(office.actor("city")).exists()


def test_a_drawn_site_is_recorded_once_and_by_those_who_were_drawn(office, check):
    drawn(office, check)
    outsider = actor_of(person("west", "district", office.tree.metro))
    with pytest.raises(NotAllowed):
        record_drawn(check.pk, 1, SEEN, actor=outsider, now=NOW)
    record_drawn(check.pk, 1, SEEN, actor=office.actor("city"), now=NOW)
    with pytest.raises(TransitionRefused, match="已经登记过"):
        record_drawn(check.pk, 1, SEEN, actor=office.actor("city"), now=NOW)
    sql = "UPDATE inspection_drawnsite SET skipped = 'x' WHERE position = 1"
    with pytest.raises(DatabaseError, match="rows are protected"), transaction.atomic():
        connection.cursor().execute(sql)


def test_an_inspector_whose_role_was_taken_away_sees_and_records_nothing_any_more(office, people, check):
    rows = list(drawn(office, check).drawn.order_by("position"))
    sent, first, second = next(
        (each, *own[:2])
        for each in people
        if len(own := [row for row in rows if is_named(actor_of(each), row)]) > 1
    )
    visit = record_drawn(check.pk, first.position, SEEN, actor=actor_of(sent), now=NOW)
    assert to_inspect(actor_of(sent)).exists()
    RoleGrant.objects.filter(user=sent).delete()
    gone = actor_of(sent)
    assert draw_within(gone, check.pk) is None
    assert visit_within(gone, visit.pk) is None
    assert not to_inspect(gone).exists()
    with pytest.raises(NotAllowed):
        record_drawn(check.pk, second.position, SEEN, actor=gone, now=NOW)


def test_what_makes_no_sense_is_told_at_its_field(office, plan):
    city = office.actor("city")
    for change, field in (
        ({"size": 6}, "size"),
        ({"size": 0}, "size"),
        ({"inspectors": [office.city.pk]}, "inspectors"),
        ({"site_type": "mind_station"}, "site_type"),
    ):
        with pytest.raises(BadDraw) as bad:
            commit_draw(Plan(**{**vars(plan), **change}), actor=city, now=NOW)
        assert list(bad.value.problems) == [field]
    assert not SpotCheck.objects.exists()


def test_a_draw_stays_within_the_branch_of_who_draws(office, plan, check):
    district, keeper = office.actor("district"), office.actor("keeper")
    with pytest.raises(NotAllowed):
        commit_draw(plan, actor=district, now=NOW)
    own = Plan(
        **{
            **vars(plan),
            "union": office.tree.south,
            "size": 2,
            "inspectors": [office.district.pk, office.keeper.pk],
            "per_site": 1,
        }
    )
    assert commit_draw(own, actor=district, now=NOW).pool == 4
    assert draw_within(keeper, check.pk) is None
    assert draw_within(district, check.pk) is not None  # named among the inspectors


def test_draws_are_replayed_and_one_that_was_changed_is_named(office, check):
    assert replay_draws() == Recomputed(0, ())
    check = drawn(office, check)
    assert replay_draws() == Recomputed(1, ())
    lift_guards(connection)
    try:
        check.drawn.filter(position=1).update(inspectors=[])
        assert replay_draws().differing == (f"{check.number}:重新抽取的结果与保存的不一致",)
    finally:
        install_guards(connection)


def test_a_site_that_gave_itself_far_more_points_than_its_district_weighs_more(office):
    site = open_site(office)
    row = reviewed(office, begin(office, site))
    all_of = frozenset([site.pk])
    assert overrated_sites(all_of, NOW.date()) == frozenset()
    ScoreColumn.objects.filter(assessment=row, column="district").update(
        total=row.columns.get(column="own").total - 100
    )
    assert overrated_sites(all_of, NOW.date()) == all_of
    assert overrated_sites(all_of, NOW.date() + timedelta(days=731)) == frozenset()
