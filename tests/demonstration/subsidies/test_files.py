"""The file for finance: sums to the fen, the same bytes twice, nothing that runs; and sums over any way of the lines."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import SubsidyState
from demonstration.subsidies import services
from demonstration.subsidies.files import HEADS, csv_of, xlsx_of
from demonstration.subsidies.replay import replay_subsidies
from demonstration.subsidies.selectors import batch_within, lines_of
from sites.models import ServiceSite
from tests.demonstration.subsidies.scenes import NOTICE, NOW, a_pool, again, pool_now
from tests.factories import actor_of, person


def read(money, row):
    batch = batch_within(money.second, row.pk)
    lines = list(lines_of(batch))
    return batch, lines


def test_the_sheet_and_the_csv_sum_to_what_the_pool_holds(money):
    batch, lines = read(money, money.approved())
    held = Decimal(pool_now(money).committed) / 100
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(batch, lines))).active
    amounts = [row[-1].value for row in sheet.iter_rows(min_row=4)]
    assert [Decimal(str(each)) for each in amounts] == [Decimal("3000.33")] * 3 + [held]
    rows = list(csv.DictReader(io.StringIO(csv_of(lines).decode("utf-8-sig"))))
    assert sum(Decimal(row["金额(元)"]) for row in rows) == held == Decimal("9000.99")
    assert list(rows[0]) == list(HEADS)


def test_the_same_batch_gives_the_same_file(money):
    batch, lines = read(money, money.approved())
    digests = {hashlib.sha256(xlsx_of(batch, lines)).hexdigest() for _ in range(2)}
    services.pay_lines({lines[0].pk: 1}, NOTICE, actor=money.finance, now=NOW)
    digests |= {hashlib.sha256(xlsx_of(*read(money, batch))).hexdigest()}
    assert len(digests) == 1


def test_no_hour_of_writing_is_in_the_file(money):
    batch, lines = read(money, money.approved())
    parts = zipfile.ZipFile(io.BytesIO(xlsx_of(batch, lines)))
    assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert parts.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2


@pytest.mark.parametrize("name", ["=SUM(A1:A9)", "+1", "-1", "@cmd", "＝1"])
def test_a_name_that_could_run_is_a_text(money, name):
    row = money.approved()
    ServiceSite.objects.filter(pk=money.sites[0].pk).update(name=name)
    batch, lines = read(money, row)
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_of(batch, lines))).active
    cell = next(each for row in sheet.iter_rows(min_row=4) for each in row if each.value == name)
    assert cell.data_type == "s" and cell.quotePrefix
    assert f",'{name}," in csv_of(lines).decode("utf-8-sig")


def test_only_who_may_let_data_out_takes_an_approved_list(money, office):
    row = batch_within(money.second, money.submitted().pk)
    with pytest.raises(TransitionRefused, match="批准以后"):
        services.export_batch(row, actor=money.second, now=NOW)
    plain = person("plain", "finance", office.tree.city, rights={"export": False})
    with pytest.raises(NotAllowed):
        services.export_batch(row, actor=actor_of(plain), now=NOW)


WAYS = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from(["release", "pay", "recall", "recover"]), st.integers(1, 300_033)
    ),
    max_size=12,
)


@given(ways=WAYS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_sum_of_the_lines_is_the_movement_of_the_pool_whatever_happens(money, ways):
    money.pool = a_pool(money.office)
    row = money.approved()
    for at, what, fen in ways:
        step(money, row.lines.order_by("pk")[at], what, fen)
    lines = list(row.lines.all())
    held = sum(line.amount for line in lines if line.state != SubsidyState.DROPPED)
    back = sum(each.amount for line in lines for each in line.recoveries.all())
    assert pool_now(money).committed == held - back
    assert replay_subsidies().differing == ()


def step(money, line, what, fen):
    """What can be done is done; what cannot is refused and changes nothing."""
    about = {"now": NOW}
    try:
        if what == "release":
            services.release_line(line, note="撤销。", actor=money.second, **about)
        elif what == "pay":
            paid = line.payments.order_by("-step").first()
            if paid and not paid.receipt_number:
                receipt = services.Receipt("HZ", NOW.date())
                services.enter_receipt(line, receipt, actor=money.finance, **about)
            else:
                services.pay_lines({line.pk: line.payments.count() + 1}, NOTICE, actor=money.finance, **about)
        elif what == "recall":
            services.recall_line(line, fen, ground="依据", actor=money.second, **about)
        else:
            services.recover(line, fen, "9号", NOW.date(), actor=money.finance, **about)
    except TransitionRefused:
        assert again(line).state == line.state
