"""After the review too nothing reaches whoever keeps away: not scores and ranks, objections, requests, money, vouchers, mail.

What is public stays public: that a site stands on the notice and that it holds a title.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from core.delivering import deliver_owed
from core.models import OwedMessage
from core.outbox import owe
from demonstration.models import (
    Appeal,
    Conflict,
    Designation,
    Nomination,
    Objection,
    Payment,
    Publicity,
    PublicityEntry,
    Review,
    Subsidy,
    SubsidyBatch,
    TitleEvent,
    UseReport,
)
from demonstration.subsidies import services as money_services
from demonstration.titles.services import answer_appeal, ask_about_title
from sites.paper_files import clean_paper
from tests.demonstration.crawling import addresses_with, leaks, signed_in, words_of
from tests.demonstration.reviewing.panels import a_reviewer
from tests.demonstration.subsidies.scenes import NOW, Money
from tests.demonstration.subsidies.test_recalling import revoked_for
from tests.factories import Office, build_office, person
from tests.inspection.boards import open_site
from tests.inspection.reviews import sites_everywhere
from tests.pdfs import plain_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: Said of the case by people, in each corner one.
OBJECTION, SENDER, FOUND = "杜鹃夜间不开放", "喜鹊职工", "翠鸟核查情况"
REQUEST, ANSWER = "白鹭申请理由", "苍鹰复核意见"
OPINION, REMARK = "画眉推荐意见", "百灵评语"
SPENT, VOUCHER, LINE_REASON = "鹧鸪牌饮水机", "VOUCHERCANARY", "朱雀仍予补助"
TOLD = "鹭鸶材料已收到"


@dataclass
class End:
    """A named round, with one case of which everything is told that can be told."""

    money: Money
    case: Nomination
    title: Designation
    notice: Publicity
    objection: Objection
    appeal: Appeal
    batch: SubsidyBatch
    line: Subsidy

    @property
    def numbers(self) -> tuple[str, ...]:
        """What names the case, the request and the money; of the title that is public."""
        return (self.case.number, self.objection.number, self.appeal.number, self.line.number)

    @property
    def secrets(self) -> tuple[str, ...]:
        words = (
            OBJECTION,
            SENDER,
            FOUND,
            REQUEST,
            ANSWER,
            OPINION,
            REMARK,
            SPENT,
            VOUCHER,
            LINE_REASON,
            TOLD,
        )
        return (*words, *self.numbers, self.batch.title)

    def addresses(self) -> list[str]:
        ints = {
            *(self.case.pk, self.case.round_id, self.case.site_id, self.notice.pk, self.batch.pk),
            *Review.objects.values_list("pk", flat=True),
            *UseReport.objects.values_list("pk", flat=True),
            *PublicityEntry.objects.values_list("pk", flat=True),
        }
        words = {
            "int": sorted(str(each) for each in ints),
            "uuid": [str(each) for each in UseReport.objects.values_list("voucher", flat=True)],
            "str": [*self.numbers, self.title.number, self.notice.number, str(self.case.site.code), "x"],
        }
        words["slug"] = words["str"]
        few = words | {"int": [str(self.case.site_id), str(self.case.pk)]}
        used = UseReport.objects.values_list("subsidy__number", "pk")
        # Two keys of one address meet by chance in a crawl; a file has to be asked for by its own.
        files = [reverse("subsidy-voucher", args=keys) for keys in used]
        return [*addresses_with(words, few), *files]

    def without_numbers(self) -> list[str]:
        """An address says what stands in it; those are asked for apart."""
        return [each for each in self.addresses() if not any(number in each for number in self.numbers)]

    def exports(self) -> list[str]:
        return [reverse(name, args=[self.batch.pk]) for name in ("subsidy-xlsx", "subsidy-csv")]


@pytest.fixture
def office(db: None) -> Office:
    """Of each test its own: a crawl is no neighbour for rows that others need."""
    return build_office()


@pytest.fixture
def end(office: Office, settings: Any) -> End:
    settings.CLOCK_PIN = (NOW + timedelta(days=1)).isoformat()
    money = Money(office, sites_everywhere(office, open_site(office))[:3])
    title = money.titles[0]
    case = Nomination.objects.get(pk=title.nomination_id)
    Nomination.objects.filter(pk=case.pk).update(opinion=OPINION, override_reason=OPINION, final_place=7)
    reviewed(money, case)
    batch, line = paid(money)
    notice = hung(money)
    objection = objected(notice, case)
    appeal = asked(money, title)
    owe(office.city.pk, TOLD, key=f"nomination:{case.pk}:told", now=NOW, address="city@example.org")
    case.refresh_from_db()
    return End(money, case, title, notice, objection, appeal, batch, line)


def reviewed(money: Money, case: Nomination) -> None:
    reviewer = a_reviewer(money.round, "judge", "ended")
    Review.objects.create(
        nomination=case,
        reviewer=reviewer,
        kind="papers",
        state="submitted",
        assigned_at=NOW,
        submitted_at=NOW,
        total=871,
        outcome="{}",
        comment=REMARK,
    )


def paid(money: Money) -> tuple[SubsidyBatch, Subsidy]:
    batch = money.draft()
    SubsidyBatch.objects.filter(pk=batch.pk).update(title="鸬鹚补助批次")
    Subsidy.objects.filter(batch=batch).update(override_reason=LINE_REASON)
    money_services.submit_batch(batch.pk, actor=money.maker, now=NOW)
    meeting = money_services.enter_meeting(
        batch, "主席办公会", NOW.date(), "1号", actor=money.second, now=NOW
    )
    money_services.approve_batch(batch.pk, meeting.pk, actor=money.second, now=NOW)
    line = money.arrived(Subsidy.objects.get(batch=batch, site=money.sites[0]))
    spending = money_services.Spending(SPENT, 100, NOW.date(), "记-1")
    voucher = clean_paper(plain_pdf(VOUCHER))
    money_services.report_use(line, spending, voucher, actor=money.finance, now=NOW)
    assert Payment.objects.filter(subsidy=line).exists()
    return SubsidyBatch.objects.get(pk=batch.pk), line


def hung(money: Money) -> Publicity:
    notice = Publicity.objects.create(
        round=money.round,
        number="GS2026-900001",
        state="ended",
        title="关于拟命名的公示",
        body="现予公示。",
        posted_at=NOW - timedelta(days=10),
        days=5,
        counted="workdays",
        counts_posting_day=False,
        ends_on=NOW.date() - timedelta(days=2),
        ends_at=NOW - timedelta(days=1),
        ended_at=NOW - timedelta(days=1),
        contact_office="市总工会权益保障部",
        contact_phone="0532-85911234",
        content="名单",
        digest="0" * 64,
    )
    for place, title in enumerate(money.titles, 1):
        PublicityEntry.objects.create(
            publicity=notice,
            nomination_id=title.nomination_id,
            position=place,
            name=title.site_name,
            union="市南区总工会",
            type_label="户外劳动者服务站点",
        )
    return notice


def objected(notice: Publicity, case: Nomination) -> Objection:
    return Objection.objects.create(
        entry=notice.entries.get(nomination=case),
        number="YY2026-900001",
        token="t" * 12,
        state="rejected",
        text=OBJECTION,
        sender_name=SENDER,
        sender_phone="0532-85912345",
        received_at=NOW,
        findings=FOUND,
        reply="感谢监督。",
        answered_at=NOW,
    )


def asked(money: Money, title: Designation) -> Appeal:
    """Taken away, asked about, kept."""
    revoked_for(money, 0)
    row = ask_about_title(
        Designation.objects.select_related("site").get(pk=title.pk),
        REQUEST,
        actor=money.office.actor("keeper"),
        now=NOW,
    )
    answer_appeal(row.pk, ANSWER, changes=False, actor=money.maker, now=NOW)
    assert TitleEvent.objects.filter(designation=title, kind="revoked").exists()
    return Appeal.objects.get(pk=row.pk)


def keeps_away(end: End, user: User) -> None:
    Conflict.objects.create(
        user=user, nomination=end.case, source="entered", reason="亲属", entered_by="周敏", entered_at=NOW
    )


WHO: dict[str, Callable[[End], User]] = {
    "city": lambda end: end.money.office.city,
    "auditor": lambda end: person("audit", "auditor", end.money.office.tree.city),
    "administrator": lambda end: person("root", "administrator", end.money.office.tree.city),
    "finance": lambda end: end.money.finance_user,
}


@pytest.mark.parametrize("who", list(WHO))
def test_whoever_keeps_away_reads_nothing_of_what_came_after_the_review(end: End, who: str) -> None:
    user = WHO[who](end)
    keeps_away(end, user)
    owe(user.pk, f"{TOLD}二", key="other", url=f"/desk/subsidies/lines/{end.line.number}/", now=NOW)
    client = signed_in(user)
    assert leaks(client, end.without_numbers(), end.secrets) == []
    named = [each for each in end.addresses() if any(number in each for number in end.numbers)]
    # The sender of an objection follows it with a word of his own; the form that asks for it tells nothing.
    outside = ("/verify/", "/notices/objections/")
    assert [
        each for each in named if client.get(each).status_code == 200 and not each.startswith(outside)
    ] == []
    for address in end.exports():
        answer = client.post(address)
        assert answer.status_code in (403, 404), address
        assert [each for each in end.secrets if each in words_of(answer)] == []


def test_whoever_keeps_away_from_nothing_reads_all_of_it(end: End) -> None:
    """Otherwise the test above could pass on empty pages."""
    client = signed_in(end.money.office.city)
    found = {canary for _, canary in leaks(client, end.addresses(), end.secrets)}
    assert set(end.secrets) - found <= {REMARK, SENDER}
    assert LINE_REASON in found
    exported = words_of(client.post(end.exports()[0]))
    assert end.line.number in exported


def test_another_district_reads_nothing_of_it(end: End) -> None:
    north = person("north2", "district", end.money.office.tree.metro)
    client = signed_in(north)
    secret = (*(each for each in end.secrets if each != end.batch.title),)
    assert leaks(client, end.without_numbers(), secret) == []
    for address in end.exports():
        assert client.post(address).status_code == 404


def test_the_reviewer_whose_round_is_over_reads_nothing_of_it(end: End) -> None:
    user = User.objects.get(username="judge")
    client = signed_in(user)
    assert leaks(client, end.without_numbers(), end.secrets) == []
    for address in end.exports():
        assert client.post(address).status_code in (302, 403, 404)


def test_no_sum_tells_what_is_left_out(end: End) -> None:
    """Neither the batch is there nor the pool that paid it; another batch of the pool says nothing of its balance."""
    user, pool = end.money.finance_user, end.money.pool
    other = SubsidyBatch.objects.create(
        pool=pool,
        title="另一批",
        site_types=end.batch.site_types,
        pack_id=end.batch.pack_id,
        made_by="市总经办",
        made_at=NOW,
        state="draft",
    )
    client, addresses = signed_in(user), (reverse("subsidies"), reverse("subsidy-batch", args=[other.pk]))
    left = f"{(pool.amount - 900_099) / 100:,.2f}"
    assert left in words_of(client.get(addresses[1]))
    keeps_away(end, user)
    pages = [words_of(client.get(address)) for address in addresses]
    for told in (left, "9,000.99"):
        assert not [page for page in pages if told in page]
    assert "另一批" in pages[0]
    assert "因回避不显示" in pages[1]
    assert end.batch.title not in pages[0]


@pytest.mark.parametrize("is_walled", [False, True])
def test_mail_to_whoever_keeps_away_by_now_is_not_sent(end: End, is_walled: bool) -> None:
    """It was owed before he had to keep away; what is sent is looked at again."""
    if is_walled:
        keeps_away(end, end.money.office.city)
    User.objects.filter(pk=end.money.office.city.pk).update(email="city@example.org")
    mail.outbox.clear()
    deliver_owed(now=NOW + timedelta(days=2))
    told = [f"{letter.subject}\n{letter.body}" for letter in mail.outbox if "city@example.org" in letter.to]
    assert any(TOLD in each for each in told) is not is_walled
    assert OwedMessage.objects.get(key=f"nomination:{end.case.pk}:told").sent_at is not None
