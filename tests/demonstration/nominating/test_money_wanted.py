"""A nomination says how much money it asks for, where the measure of the round has any; the working gives no more."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from demonstration.models import Nomination, Round
from demonstration.nominating import services
from demonstration.nominating.pages import Sheet
from demonstration.nominating.papers import form_paper
from demonstration.nominating.parts import PRACTICES, text_at
from demonstration.nominating.selectors.rows import board_at, content_digest
from rulebook.models import RulePack
from sites.refusals import Refusal
from tests.demonstration.nominating.scenes import again, open_round, started
from tests.demonstration.subsidies.scenes import CITY_TIER, put_tiers
from tests.factories import NOW, Office


@pytest.fixture
def row(office: Office, sites: list[Any], settings: Any) -> Nomination:
    """A draft in a round whose measure has money for its type."""
    settings.CLOCK_PIN = NOW.isoformat()
    begun = started(open_round(office), sites[0], office.actor("keeper"))
    put_tiers(office, CITY_TIER)
    newest = RulePack.objects.filter(family="outdoor").latest("effective_from")
    Round.objects.filter(pk=begun.round_id).update(pack=newest)
    return again(begun)


def page_of(row: Nomination) -> str:
    return reverse("nomination-practices", args=[row.number])


def sent(client: Client, row: Nomination, **typed: str) -> Any:
    frame = {"key": str(uuid.uuid4()), "seen": str(again(row).revision), "practices": "全天开放。"}
    return client.post(page_of(row), frame | typed)


@pytest.fixture
def keeper(office: Office) -> Client:
    client = Client()
    client.force_login(office.keeper)
    return client


def test_it_is_typed_in_yuan_kept_in_fen_and_shown_wherever_the_form_is(
    row: Nomination, keeper: Client
) -> None:
    assert "申请补助金额(元)" in keeper.get(page_of(row)).content.decode()
    assert sent(keeper, row, wanted="2,500.05").status_code == 302
    kept = again(row)
    assert kept.amount_wanted == 250_005
    assert 'value="2500.05"' in keeper.get(page_of(row)).content.decode()
    for name in ("nomination", "nomination-check", "nomination-sheet"):
        assert "2,500.05 元" in keeper.get(reverse(name, args=[row.number])).content.decode(), name
    assert sent(keeper, row, wanted="").status_code == 302
    assert again(row).amount_wanted is None
    assert "申请补助金额" not in str(form_paper(Sheet(again(row), NOW)))


def test_what_is_asked_for_belongs_to_what_was_handed_in(row: Nomination, office: Office) -> None:
    board = board_at(row, NOW.date())
    before, text = content_digest(row, board, []), text_at(row, board, [], PRACTICES)
    row.amount_wanted = 100
    assert content_digest(row, board, []) != before
    assert text_at(row, board, [], PRACTICES) != text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "不能是负数"),
        ("-1,000", "不能是负数"),
        ("0", "应大于 0 元"),
        ("1.005", "最多保留 2 位小数"),
        ("很多", "请填写数字"),
        ("12,5", "请填写数字"),
        ("1,2000", "请填写数字"),
    ],
)
def test_an_amount_that_cannot_be_is_told_beside_its_field(
    row: Nomination, keeper: Client, typed: str, sentence: str
) -> None:
    answer = sent(keeper, row, wanted=typed)
    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert again(row).amount_wanted is None


def test_where_the_measure_has_no_money_nobody_is_asked(
    office: Office, sites: list[Any], keeper: Client, settings: Any
) -> None:
    settings.CLOCK_PIN = NOW.isoformat()
    row = started(open_round(office), sites[0], office.actor("keeper"))
    assert not again(row).round.pack.subsidy_tiers.exists()  # type: ignore[union-attr]  # published
    assert "申请补助金额" not in keeper.get(page_of(row)).content.decode()
    with pytest.raises(Refusal, match="没有这类阵地的补助"):
        services.save_practices(
            row.pk, "全天开放。", wanted=100, actor=office.actor("keeper"), now=NOW, seen=again(row).revision
        )


@pytest.mark.parametrize("amount", [0, -1])
def test_the_database_refuses_an_amount_of_nothing(row: Nomination, amount: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination.objects.filter(pk=row.pk).update(amount_wanted=amount)
