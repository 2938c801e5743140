"""T5: the clock of the portal is ahead, behind, or put back by an hour: links and sessions go on, nothing is of a negative age."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from core.clock import LEGAL_ZONE
from core.heartbeat import beat
from demonstration.reviewing import services as reviewing
from filing.phone import PhonePass, phone_code
from inspection.models import Finding
from inspection.reporting.services import answer_report
from sites.models import ServiceSite
from tests.accounts.phones import CODE, code_now, having, is_signed_in, with_password, wrong_code
from tests.demonstration.nominating.scenes import open_round
from tests.factories import NOW, build_office, person
from tests.hostile.test_every_form import FINE, who_may
from tests.inspection.boards import open_site
from tests.inspection.reported import report_on
from tests.office import Office, draft_of, site_of
from tests.office import build_office as build_portal
from tests.sites.ledgers import body as ledger_form
from tests.sites.ledgers import bytes_of
from tests.test_urls import GET, POST, VISITORS, World, asked, lines_of, world
from unionportal.metrics import exposition
from unionportal.parts import parts

__all__ = ["world"]

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
#: Everything that stands was made before.
RIGHT = NOW + timedelta(days=1)
#: What a page says of something that lies before now.
NEGATIVE = re.compile(r"(?<!\d)-\d{1,6}(?:\.\d+)? ?(?:天|日|分钟|小时|秒|个工作日)|已 0 天")
#: Words by which a statement asks the database what time it is.
ASKS_THE_DATABASE = re.compile(
    r"\b(?:CURRENT_TIMESTAMP|CURRENT_DATE|LOCALTIME(?:STAMP)?|(?:clock|statement|transaction)_timestamp|functions import .*\bNow\b)"
)


def test_t5_one_clock_judges_and_the_database_is_never_asked() -> None:
    root = Path(configured.BASE_DIR)
    apps = [each for each in root.iterdir() if (each / "__init__.py").exists() and each.name != "tests"]
    sources = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    assert len(sources) > 500
    assert [str(path) for path in sources if ASKS_THE_DATABASE.search(path.read_text())] == []


# Made while the clock was wrong, used after it was put right


@pytest.fixture(params=[timedelta(minutes=5), -timedelta(minutes=5), HOUR], ids=["ahead", "behind", "hour"])
def put_right(request: pytest.FixtureRequest, time_machine: Any) -> Callable[[], None]:
    """The machine's own clock is wrong until this is called."""
    time_machine.move_to(RIGHT + request.param, tick=False)
    return lambda: time_machine.move_to(RIGHT, tick=False)


def test_t5_who_signed_in_stays_signed_in_and_half_way_goes_on(put_right: Callable[[], None]) -> None:
    office = build_portal()
    having(person("lina", "district", office.south))
    keeper, _ = with_password("keeper")
    lina, _ = with_password("lina")
    assert is_signed_in(keeper) and not is_signed_in(lina)
    put_right()
    assert is_signed_in(keeper)
    assert lina.post(CODE, {"code": code_now()}).status_code == 302
    assert is_signed_in(lina)


def test_t5_a_wrong_code_costs_a_moment_and_not_the_hour_that_was_put_back(time_machine: Any) -> None:
    office = build_portal()
    having(person("lina", "district", office.south))
    time_machine.move_to(NOW + HOUR, tick=False)
    lina, _ = with_password("lina")
    assert lina.post(CODE, {"code": wrong_code()}).status_code == 400
    time_machine.move_to(NOW, tick=False)
    assert "请等 1 秒再输入" in lina.post(CODE, {"code": code_now()}).content.decode()
    time_machine.move_to(NOW + timedelta(seconds=3), tick=False)
    assert lina.post(CODE, {"code": code_now()}).status_code == 302


def test_t5_links_that_were_given_out_go_on(put_right: Callable[[], None]) -> None:
    moment = datetime.fromtimestamp(time.time(), LEGAL_ZONE)
    office = build_office()
    round = open_round(office)
    guest = reviewing.Invitee("guest", "王专家", email="guest@example.org")
    made = reviewing.invite_reviewer(round.pk, guest, actor=office.actor("city"), now=moment)
    open_site(office)
    clerk = Client()
    clerk.force_login(office.district)
    sheet = clerk.post("/desk/export/", ledger_form())["Location"]
    put_right()
    assert "设置密码并继续" in Client().get(reverse("review-invitation", args=[made.token])).content.decode()
    assert bytes_of(clerk.get(sheet)).startswith(b"PK")


def test_t5_the_code_for_a_telephone_goes_on_and_ends(time_machine: Any) -> None:
    """It was shown by a clock that was an hour ahead; what it opened before it was put right ends with that hour."""
    office = build_portal()
    case = draft_of(office, "keeper")
    time_machine.move_to(NOW + HOUR, tick=False)
    link = reverse("phone", args=[phone_code(PhonePass(case.number, office.people["keeper"].pk))])
    answers = []
    for moment in (NOW, NOW + HOUR + timedelta(minutes=29), NOW + HOUR + timedelta(minutes=31)):
        time_machine.move_to(moment, tick=False)
        answers.append(Client().get(link).status_code)
    assert answers == [200, 200, 404]


def test_t5_processes_whose_clock_is_ahead_are_told_apart_from_silent_ones() -> None:
    beat("worker", now=NOW + timedelta(minutes=5))
    told = {each.name: each for each in parts(NOW)}
    assert (told["worker"].ok, "快 5 分钟" in told["worker"].words) == (None, True)
    assert not re.search(r"\} -\d", exposition(NOW))


# Every address and every form, over a day that the clock takes back


def begun_today(site: ServiceSite, office: Office) -> None:
    """What pages tell the age of: a finding, and a report of the public that was so."""
    day = {"found_on": NOW.date(), "found_at": NOW, "began_on": NOW.date()}
    Finding.objects.create(code="keeper_missing", severity="caution", site=site, inputs={}, **day)
    answer_report(
        report_on(site).pk, "confirmed", "已通知按时开门。", actor=office.actor("district"), now=NOW
    )


@pytest.mark.once
@pytest.mark.parametrize("back", [HOUR, timedelta(hours=11)], ids=["an hour", "over midnight"])
def test_t5_no_page_breaks_or_tells_a_negative_age_when_the_clock_is_put_back(
    world: World, settings: Any, back: timedelta
) -> None:
    begun_today(site_of(world.cases["filed"]), world.office)
    settings.CLOCK_PIN = (NOW - back).isoformat()
    clients = {each: world.office.client(each) for each in VISITORS}
    wrong = []
    for name, of, answers in lines_of(GET):
        answer = clients[who_may(answers)].get(world.address(name, of))
        said = "" if answer.streaming else answer.content.decode(errors="replace")
        found = NEGATIVE.findall(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", said, flags=re.S))
        # Whether worker and scheduler are alive nobody can tell by such a clock, and the health page says that.
        fine = {*FINE, "503"} if name == "readyz" else FINE
        if str(answer.status_code) not in fine or found:
            wrong.append((name, of, answer.status_code, found))
    assert wrong == []


@pytest.mark.once
def test_t5_no_form_breaks_when_the_clock_is_put_back_over_midnight(world: World, settings: Any) -> None:
    settings.CLOCK_PIN = (NOW - timedelta(hours=11)).isoformat()
    clients = {each: world.office.client(each) for each in VISITORS}
    for client in clients.values():
        client.raise_request_exception = False
    found = {}
    for name, of, answers in lines_of(POST):
        visitor = who_may(answers)
        (status,) = asked(world, "post", name, of, {visitor: clients[visitor]})
        if status not in FINE | {"login"}:
            found[name, of] = status
    assert found == {}
