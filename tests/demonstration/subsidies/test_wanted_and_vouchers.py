"""The working never gives more than was asked for; a spending has its voucher as a file, for whoever sees the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from demonstration.models import Nomination, UseReport
from demonstration.subsidies.doubles import before
from demonstration.subsidies.findings import Proposed, warnings_of
from demonstration.subsidies.replay import replay_subsidies
from demonstration.subsidies.working import Case, amount_for, rule_words
from sites.models import Attachment
from tests.demonstration.subsidies.scenes import CITY_TIER, NOW, again
from tests.demonstration.subsidies.test_pages import body_of, frame, signed_in
from tests.demonstration.worlds import TYPE
from tests.factories import person
from tests.pdfs import plain_pdf


@given(st.integers(1, 10**9), st.none() | st.integers(1, 10**9))
def test_a_line_is_the_tier_or_what_was_asked_for_if_that_is_less(tier, wanted):
    found = amount_for(replace(CITY_TIER, amount_fen=tier), Case(wanted=wanted))
    assert found == (tier if wanted is None else min(tier, wanted))


def test_the_rule_says_so():
    assert rule_words(CITY_TIER, Case(wanted=100_000)).endswith("3,000.33 元;申请 1,000.00 元,按申请金额补助")
    assert rule_words(CITY_TIER, Case(wanted=500_000)).endswith("3,000.33 元;申请 5,000.00 元")
    assert "申请" not in rule_words(CITY_TIER, Case())


def test_facts_kept_before_money_was_asked_for_are_still_read():
    kept = {"level": "city", "score": None, "children": None, "is_repeat": False, "site_type": "x"}
    assert Case.from_kept(kept) == Case(level="city")


def test_what_was_asked_for_goes_into_the_batch_its_seal_and_its_replay(money):
    Nomination.objects.filter(pk=money.titles[0].nomination_id).update(amount_wanted=120_001)
    row = money.approved()
    amounts = {line.site_id: line.amount for line in row.lines.all()}
    assert amounts == {money.sites[0].pk: 120_001, money.sites[1].pk: 300_033, money.sites[2].pk: 300_033}
    assert row.lines.get(site=money.sites[0]).facts["wanted"] == 120_001
    assert replay_subsidies().differing == ()
    row.lines.filter(site=money.sites[0]).update(amount=300_033)
    assert any("应为“市级示范”1,200.01 元" in each for each in replay_subsidies().differing)


@pytest.mark.parametrize(("wanted", "is_over"), [(99_967, False), (99_968, True), (None, True)])
def test_the_cap_of_a_unit_counts_what_is_given(office, wanted, is_over):
    tier = replace(CITY_TIER, most_per_unit_fen=400_000)
    lines = [
        Proposed(site, TYPE, 7, Case(level="city", wanted=asked), tier)
        for site, asked in ((1, wanted), (2, None))
    ]
    found = warnings_of(lines, before([], [TYPE], apart_from=0), year=2026, issuer=1)
    assert bool(found[2]) == is_over


# Vouchers

USE = {
    "item": "饮水机",
    "amount": "800",
    "spent_on": "2026-11-11",
    "voucher_number": "记-7",
    "asset_number": "",
}


@pytest.fixture
def line(money, settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return money.arrived(money.approved().lines.get(site__union_path=money.office.tree.primary.path))


def report(client: Client, line, name: str = "记-7凭证.pdf", data: bytes | None = None):
    body = plain_pdf("receipt") if data is None else data
    typed = frame(again(line), **USE, voucher=SimpleUploadedFile(name, body, "application/pdf"))
    return client.post(reverse("subsidy-use", args=[line.number]), typed)


def test_a_voucher_is_kept_privately_and_downloaded_by_whoever_sees_the_line(money, line):
    keeper = signed_in(money.office.keeper)
    assert report(keeper, line).status_code == 302
    row = UseReport.objects.get()
    assert (row.voucher.owner_union_id, row.voucher.uploader_id) == (line.payee_id, money.office.keeper.pk)
    url = reverse("subsidy-voucher", args=[line.number, row.pk])
    assert url in body_of(keeper.get(reverse("subsidy", args=[line.number])))
    got = keeper.get(url)
    assert got.status_code == 200
    assert got["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got["Content-Security-Policy"]
    assert got["Cache-Control"] == "private, no-store"
    assert b"".join(got.streaming_content).startswith(b"%PDF")
    other = signed_in(person("north", "district", money.office.tree.north))
    assert other.get(url).status_code == 404
    assert Client().get(url).status_code == 302
    assert keeper.get(reverse("subsidy-voucher", args=[line.number, row.pk + 1])).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("记-7.pdf", b"MZ nothing", "请"),
        ("身份证 11010519491231002X.pdf", None, "身份证"),
        ("记-7.pdf", plain_pdf("11010519491231002X"), "身份证"),
        ("记-7.pdf", b"", "文件是空的"),
    ],
)
def test_what_is_no_paper_or_tells_of_a_person_is_refused_and_nothing_stays(
    money, line, name, data, sentence
):
    before = Attachment.objects.count()
    answer = report(signed_in(money.office.keeper), line, name, data)
    assert answer.status_code == 400
    assert sentence in body_of(answer)
    assert (UseReport.objects.count(), Attachment.objects.count()) == (0, before)


def test_a_spending_that_is_refused_leaves_no_file(money, line):
    before = Attachment.objects.count()
    typed = frame(again(line), **USE | {"amount": "99999"}, voucher=SimpleUploadedFile("a.pdf", plain_pdf()))
    answer = signed_in(money.office.keeper).post(reverse("subsidy-use", args=[line.number]), typed)
    assert answer.status_code == 409
    assert Attachment.objects.count() == before


def test_money_is_not_spent_before_it_came(money, line):
    early = frame(again(line), **USE | {"spent_on": (NOW - timedelta(days=1)).date().isoformat()})
    answer = signed_in(money.office.keeper).post(reverse("subsidy-use", args=[line.number]), early)
    assert answer.status_code == 409
    assert "支出日期早于经费到账日期(2026年11月11日)" in body_of(answer)
    assert not UseReport.objects.exists()


def test_without_a_file_the_number_of_the_voucher_is_enough(money, line):
    typed = frame(again(line), **USE)
    assert (
        signed_in(money.office.keeper).post(reverse("subsidy-use", args=[line.number]), typed).status_code
        == 302
    )
    row = UseReport.objects.get()
    assert (row.voucher, row.spent_on) == (None, (NOW + timedelta(0)).date())
