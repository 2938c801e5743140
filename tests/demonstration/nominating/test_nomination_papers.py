"""The printed form and the letter of a nomination, and how they are verified."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from demonstration.nominating import services
from demonstration.nominating.verification import verified_nomination
from tests.demonstration.nominating.scenes import open_round, returned, started, submitted
from tests.demonstration.nominating.visiting import at, body_of, signed_in
from tests.factories import NOW, Office


@pytest.fixture(autouse=True)
def pinned(settings: Any) -> None:
    settings.CLOCK_PIN = NOW.isoformat()


@pytest.fixture
def keeper(office: Office) -> Client:
    return signed_in(office.keeper)


@pytest.fixture
def district(office: Office) -> Client:
    return signed_in(office.district)


def test_the_form_says_everything_once_and_leaves_room_for_the_seals(
    office: Office, sites: list[Any], keeper: Client
) -> None:
    row = submitted(open_round(office), sites[0], office.actor("keeper"))
    services.recommend(row.pk, note="服务好,同意推荐。", actor=office.actor("district"), now=NOW)
    body = body_of(keeper.get(at("nomination-sheet", row)))
    for word in (
        "示范阵地申报表",
        row.number,
        "申报工会意见(盖章)",
        "区(市)、产业工会意见(盖章)",
        "市总工会意见(盖章)",
        "服务好,同意推荐。",
        "每周两次志愿服务",
        "最近 12 个月使用情况",
        "自评得分",
        "曾获荣誉",
        "试用样表",
    ):
        assert word in body, word
    assert body.count("核验二维码") == 1
    draft = started(open_round(office, title_name="另"), sites[0], office.actor("keeper"))
    assert "草稿,尚未提交" in body_of(keeper.get(at("nomination-sheet", draft)))


def test_form_and_letter_verify_by_number_and_token_alone(
    office: Office, sites: list[Any], keeper: Client
) -> None:
    row = submitted(open_round(office), sites[0], office.actor("keeper"))
    assert verified_nomination(row.number, "WRONG") is None
    assert verified_nomination("SB2026-999999", row.verify_token) is None
    found = verified_nomination(row.number, row.verify_token)
    assert found is not None
    assert (found.kind, found.state) == ("《示范阵地申报表》", "待区(市)推荐")
    assert found.digest in body_of(keeper.get(at("nomination-sheet", row)))
    returned(row, office.actor("district"), "practices")
    letter = verified_nomination(f"{row.number}-BZ1", row.verify_token)
    assert letter is not None and letter.state == "待补正"
    page = body_of(keeper.get(at("nomination-notice", row, 1)))
    assert letter.digest in page
    assert "以下为需补正的全部事项" in page
    assert keeper.get(at("nomination-notice", row, 2)).status_code == 404
    assert verified_nomination(f"{row.number}-BZ2", row.verify_token) is None
    assert verified_nomination(f"{row.number}-BZ二", row.verify_token) is None
    shown = Client().get(f"{reverse('verify', args=[row.number])}?k={row.verify_token}")
    assert "示范阵地申报表" in body_of(shown)


def test_a_draft_does_not_verify(office: Office, sites: list[Any]) -> None:
    row = started(open_round(office), sites[0], office.actor("keeper"))
    assert verified_nomination(row.number, row.verify_token) is None
