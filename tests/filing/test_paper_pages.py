"""The papers of a case as pages, PDF and Word files: who gets them, and what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from filing.papers import pdf
from filing.papers.endings import Change
from filing.papers.filled import changes_between
from filing.particulars import EMPLOYER_DUTY, particular_text
from filing.services import save_section
from tests.factories import NOW, actor_of
from tests.factories.filings import follow_up
from tests.filing.test_papers import (
    HOSTILE,
    RARE,
    needs_pdf,
    squeezed,
    text_of_pdf,
    text_of_word,
)
from tests.office import Office, build_office, case_in, draft_of


@pytest.mark.django_db
class TestPages:
    @pytest.fixture(autouse=True)
    def _clock(self, settings: Any) -> None:
        settings.CLOCK_PIN = NOW.isoformat()

    @pytest.fixture
    def office(self) -> Office:
        return build_office()

    def test_the_list_offers_each_paper_in_the_shapes_it_has(self, office: Office) -> None:
        filing = case_in(office, "filed")
        page = office.client("keeper").get(reverse("filing-papers", args=[filing.number])).content.decode()
        for title in ("收件回执", "户外劳动者服务站点建设备案表", "实地验收表"):
            assert title in page
        assert reverse("filing-paper-word", args=[filing.number, "form"]) in page
        assert reverse("filing-paper-word", args=[filing.number, "receipt"]) not in page

    def test_blocks_that_are_asked_for_stand_on_the_paper(self, office: Office) -> None:
        filing = case_in(office, "filed")
        address = reverse("filing-paper", args=[filing.number, "form"])
        client = office.client("keeper")
        assert "上级工会代章" not in client.get(address).content.decode()
        page = client.get(f"{address}?with=upper&with=department&with=<script>").content.decode()
        assert "上级工会代章" in page
        assert "市总工会主管部门意见(部门章)" in page

    def test_a_paper_that_the_case_does_not_have_is_not_found(self, office: Office) -> None:
        filing = case_in(office, "draft")
        client = office.client("keeper")
        for name, slug in (
            ("filing-paper", "receipt"),
            ("filing-paper-pdf", "acceptance-1"),
            ("filing-paper-word", "nothing"),
        ):
            assert client.get(reverse(name, args=[filing.number, slug])).status_code == 404
        assert (
            office.client("district2")
            .get(reverse("filing-paper-word", args=[filing.number, "form"]))
            .status_code
            == 404
        )

    def test_the_receipt_is_never_a_word_file(self, office: Office) -> None:
        filing = case_in(office, "filed")
        address = reverse("filing-paper-word", args=[filing.number, "receipt"])
        assert office.client("keeper").get(address).status_code == 404

    @needs_pdf
    def test_the_pdf_is_a_file_with_a_chinese_name_and_the_words_of_the_page(self, office: Office) -> None:
        filing = case_in(office, "filed", name=f"{RARE}驿站")
        answer = office.client("keeper").get(reverse("filing-paper-pdf", args=[filing.number, "form"]))
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%88%B7")
        assert answer["Cache-Control"] == "private, no-store"
        text = text_of_pdf(answer.content)
        assert f"{RARE}驿站" in text
        assert f"备案编号:{filing.filing_number}" in text

    def test_without_a_chinese_font_the_button_opens_the_print_page(
        self, office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        pdf._has_chinese_font.cache_clear()
        filing = case_in(office, "filed")
        try:
            answer = office.client("keeper").get(reverse("filing-paper-pdf", args=[filing.number, "form"]))
            page = (
                office.client("keeper").get(reverse("filing-papers", args=[filing.number])).content.decode()
            )
        finally:
            pdf._has_chinese_font.cache_clear()
        assert answer["Location"] == reverse("filing-paper", args=[filing.number, "form"])
        assert "会打开打印页面" in page

    def test_the_word_file_of_a_case_opens(self, office: Office) -> None:
        filing = case_in(office, "filed", name=HOSTILE.replace("\n", ""))
        answer = office.client("keeper").get(reverse("filing-paper-word", args=[filing.number, "form"]))
        text = text_of_word(answer.content)
        assert squeezed(HOSTILE) in text
        assert "(未核实)" not in text
        assert "湛山" not in text

    def test_a_letter_of_deficiencies_is_a_paper_of_its_case(self, office: Office) -> None:
        filing = case_in(office, "returned")
        gap = filing.deficiencies.get()
        page = (
            office.client("keeper")
            .get(reverse("filing-paper", args=[filing.number, "notice-1"]))
            .content.decode()
        )
        for said in ("以下为需补正的全部事项:", gap.label, gap.problem, gap.remedy, f"{filing.number}-BZ1"):
            assert said in page
        assert "补正情况" not in page
        word = office.client("keeper").get(reverse("filing-paper-word", args=[filing.number, "notice-1"]))
        assert gap.problem in text_of_word(word.content)
        told = office.client("").get(f"/verify/{filing.number}-BZ1/?k={filing.verify_token}").content.decode()
        assert "《补正通知单》" in told
        assert "待补正" in told
        assert gap.problem not in told
        gone = office.client("").get(f"/verify/{filing.number}-BZ2/?k={filing.verify_token}")
        assert gone.status_code == 404

    def test_a_change_prints_what_it_changes_in_a_register(self, office: Office) -> None:
        filed = case_in(office, "filed")
        keeper = actor_of(office.people["keeper"])
        change = follow_up(filed, "change", keeper)
        change = save_section(
            change.pk, {"address": "文登路30号"}, seen=change.revision, actor=keeper, now=NOW
        )
        page = office.client("keeper").get(reverse("filing-print", args=[change.number])).content.decode()
        assert "户外劳动者服务站点变更备案表" in page
        assert filed.filing_number in page
        assert re.search(r"<td>详细地址</td>\s*<td>文登路28号</td>\s*<td>文登路30号</td>", page)
        assert "使用面积" not in page
        printed = re.search(r"资料摘要<br>([0-9A-F ]{19})<", page)
        told = office.client("").get(f"/verify/{change.number}-SB/?k={change.verify_token}").content.decode()
        assert printed and printed[1] in told
        assert change.particulars["reason"] in page

    def test_a_cancellation_prints_what_becomes_of_everything(self, office: Office) -> None:
        filed = case_in(office, "filed")
        cancelled = follow_up(filed, "cancel", actor_of(office.people["keeper"]))
        page = office.client("keeper").get(reverse("filing-print", args=[cancelled.number])).content.decode()
        for said in ("户外劳动者服务站点注销备案表", "注销原因", "最后服务日期", "用工会经费购置设备的处置"):
            assert said in page
        assert particular_text(cancelled, "users_told") in page
        for said in ("GH-2023-001", "调拨其他阵地", "已收回"):
            assert said in page
        assert EMPLOYER_DUTY not in page

    def test_what_changed_between_two_versions_is_told_in_the_words_of_the_pages(
        self, office: Office
    ) -> None:
        old, new = (
            draft_of(office, **facts).version for facts in ({}, {"floor": "2 层", "area_hundredths": None})
        )
        assert changes_between(old, new) == (
            Change("楼层", "", "2 层"),
            Change("使用面积", "25.5 平方米", ""),
        )

    def test_empty_forms_ask_what_the_type_asks_and_carry_no_code(self, office: Office) -> None:
        client = office.client("keeper")
        page = client.get(reverse("blank-paper", args=["nursing_room", "register"])).content.decode()
        assert "爱心妈妈小屋建设备案表" in page
        assert "房间形式" in page
        assert "试用样表,非正式印发文本" in page
        assert "扫码核验" not in page
        assert (
            EMPLOYER_DUTY
            in client.get(reverse("blank-paper", args=["nursing_room", "cancel"])).content.decode()
        )
        word = client.get(reverse("blank-paper-word", args=["outdoor_station", "acceptance"]))
        assert "户外劳动者服务站点实地验收表" in text_of_word(word.content)
        for args in (["nursing_room", "nothing"], ["nothing", "register"]):
            assert client.get(reverse("blank-paper", args=args)).status_code == 404

    def test_each_code_tells_what_the_paper_is_and_nothing_else(self, office: Office) -> None:
        filing = case_in(office, "filed")
        visitor = office.client("")
        for suffix, title, state in (
            ("", "《收件回执》", "已备案"),
            ("-SB", "《户外劳动者服务站点建设备案表》", "已备案"),
            ("-YS1", "《实地验收表》", "合格"),
            ("-YS", "《实地验收表》", "尚未登记验收"),
        ):
            page = visitor.get(f"/verify/{filing.number}{suffix}/?k={filing.verify_token}").content.decode()
            assert title in page
            assert state in page
            for secret in ("湛山", "文登路", "负责人甲", "0532", "王芳", "市南区"):
                assert secret not in page
        for number in (f"{filing.number}-YS2", f"{filing.number}-XX", f"{filing.number}-SB9x"):
            assert visitor.get(f"/verify/{number}/?k={filing.verify_token}").status_code == 404
        assert visitor.get(f"/verify/{filing.number}-SB/?k={'x' * 10}").status_code == 404
