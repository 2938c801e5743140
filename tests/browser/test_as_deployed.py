"""UJ1 on the processes of the compose file: a browser, gunicorn, a worker, the scheduler, Redis and PostgreSQL.

A keeper files a site; it is handed in, checked, accepted and signed, the public reads its page, and the mail that says
so reached its keeper through the scheduler, Redis and the worker.
"""

from __future__ import annotations

import pytest

from accounts.models import User
from core import clock
from tests.browser.filer import Filer, phone_by_code, shots
from tests.browser.test_filing_journeys import PATTERN, latest
from tests.browser.test_journey import accept, sign
from tests.installation import MARKS, installation, people_can_sign_in, until
from tests.office import build_office, case_in, site_of
from tests.sinks import mail_sink

pytestmark = MARKS


@pytest.fixture
def mails():
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def deployed(tmp_path, mails):
    with installation(tmp_path, mails.port) as made:
        made.begin("web", "worker", "beat")
        yield made


@pytest.fixture
def home(deployed):
    return f"http://127.0.0.1:{deployed.web_port}"


class Keeper(Filer):
    """Of one union, so that there is nothing to look for."""

    def begin(self):
        visitor = self.visitor
        visitor.go("/desk/")
        visitor.click("新建备案")
        visitor.click("户外劳动者服务站点")
        visitor.click("开始填写")


def test_a_site_goes_from_its_keeper_to_the_public_and_the_mail_comes_back(deployed, mails, visit, tmp_path):
    office = build_office()
    User.objects.filter(username="keeper").update(email="keeper@union.example")
    case_in(office, "filed", **PATTERN)
    people_can_sign_in()
    visitor = visit()
    visitor.sign_in("keeper")
    keeper = Keeper(visitor, lambda *words: None)
    keeper.begin()
    keeper.write()
    phone = phone_by_code(visit, visitor, tmp_path)
    *pictures, agreement = shots(tmp_path, "门牌.jpg", "全景.jpg", "协议.jpg")
    keeper.prove(phone, pictures, agreement)
    keeper.hand_in()
    case = latest()
    assert "收件回执" in visitor.page.locator("body").inner_text()

    officer = sign(visit, "district", case.number, "审核通过")
    officer.go("/desk/")
    accept(officer, case.number, clock.today())
    sign(visit, "city", case.number, "签署意见")
    assert "已备案" in sign(visit, "city2", case.number, "同意备案").text

    site = site_of(case)
    stranger = visit()
    assert stranger.go(f"/s/{site.code}/") == 200
    assert "燕儿岛路户外劳动者驿站" in stranger.text and "燕儿岛路12号" in stranger.text
    assert stranger.page.locator("img").count() >= 1
    wanted = ("keeper@union.example", f"已同意备案,备案编号 {site.filing_number}")
    until(lambda: any(told_so(each, *wanted) for each in mails.letters()), "the mail arrives")


def told_so(letter, address, words):
    return letter.address == address and words in letter.subject
