"""Is everything there? All answers on one page, then the declaration, then the case is handed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.roles import Role
from core.clock import LEGAL_ZONE
from core.words import chinese_day
from core.workflow import TransitionRefused
from filing.area import area_warning
from filing.forms.place import far_warning
from filing.gaps import open_gaps
from filing.moved import moved_warning
from filing.pages import papers_section, photos_by_slot, proposed_changes, sections_of
from filing.policy import FILINGS
from filing.score_pages import score_of
from filing.section_facts import SectionFacts
from filing.selectors import is_behind_register, measure_for, nobody_can_decide, signers_for, why_no_measure
from filing.services import NotReady, bring_up_to_date, submit_filing
from filing.services.reaching import require_writing
from filing.services.stopping import closes_from, opens_first
from filing.services.submitting import route_of
from filing.standing_apart import apart_question
from filing.states import FilingKind, FilingState, Route
from filing.twins import likeness_notice
from filing.unlisting import unlisting_warning
from filing.views.sections import EditPage

NOT_DECLARED = "请先阅读并勾选声明,再提交。"


class Answers(EditPage):
    """``/desk/filings/<number>/answers/``"""

    template_name = "filing/answers.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.away() or self.show()

    def show(
        self, problems: tuple[str, ...] = (), status: int = 200, *, declared: bool = False
    ) -> HttpResponse:
        filing = self.filing
        parts = [*sections_of(filing), papers_section(filing)]
        measure = measure_for(filing, self.now.date())
        return self.page(
            status,
            filing=filing,
            crumbs=self.crumbs,
            case_url=self.case_url,
            parts=[(part, part.rows(change=True)) for part in parts],
            missing=[part for part in parts if part.missing],
            copied=[part for part in parts if part.copied],
            leavable=[part for part in parts if part.leavable],
            slots=[] if filing.kind == FilingKind.CANCEL else photos_by_slot(filing),
            preview=None if filing.kind == FilingKind.CANCEL else self.preview(filing),
            changes=proposed_changes(filing),
            is_behind=is_behind_register(filing),
            open_gaps=open_gaps(filing),
            measure=measure,
            measure_missing="" if measure else why_no_measure(filing, self.now.date()),
            far=far_warning(filing.version),
            small=area_warning(filing.version, measure),
            moved=moved_warning(filing.base_version, filing.version),
            apart="" if filing.kind == FilingKind.CANCEL else apart_question(filing),
            unlisting=unlisting_warning(filing),
            likeness=likeness_notice(self.actor, filing, measure),
            cannot_be_decided=self.cannot_be_decided(),
            problems=[(sentence, self.place_of(sentence, parts)) for sentence in problems],
            declared=declared,
            score=score_of(filing, self.now),
            way=self.way(),
        )

    def cannot_be_decided(self) -> str:
        """Why nobody could end this case as people stand today; empty when it can be decided."""
        filing, today = self.filing, self.now.date()
        by_district = route_of(filing) == Route.DISTRICT
        deciders = (Role.DISTRICT, Role.CITY) if by_district else (Role.CITY,)
        if nobody_can_decide(filing, today, roles=deciders):
            return "除填报人以外,目前没有其他有签批权限的人员,提交后将无人可以作最后签批。"
        levels, people = (0, 0) if by_district else signers_for(filing, today)
        if people < levels:
            return f"市总工会签批分 {levels} 个环节,每人只签一个环节,目前只有 {people} 位经办人,提交后将无法办结。"
        return ""

    def way(self) -> str:
        """What follows from submitting, in one sentence."""
        filing = self.filing
        if filing.state == FilingState.RETURNED:
            return f"补正后的资料交回退回的环节,逐项核对。{self.closing()}"
        straight = bool(FILINGS.decide(self.actor, "submit_straight", filing))
        route = route_of(filing)
        if route == Route.DISTRICT:
            own = "另一位经办人(或市总工会)" if straight else ""
            return f"本次变更不涉及类型、地址、面积、场地单位和开放对象,由区(市)总工会{own}决定。"
        after = "转入实地验收" if route == Route.ON_SITE else "转市总工会签批"
        begins = "由区(市)经办人直接申报,提交后" if straight else "提交后由区(市)总工会审核,再"
        return f"{begins}{after}。{self.closing()}"

    def closing(self) -> str:
        """What handing in a cancellation does to the door."""
        day = closes_from(self.filing, self.now)
        if day is None:
            return ""
        said = chinese_day(day.astimezone(LEGAL_ZONE).date())
        opens = "阵地恢复开放(另有停开的除外)," if opens_first(self.filing, self.now) else ""
        return f"提交后,{opens}公开页面即注明自{said}起暂停开放;撤回或者市总工会不同意注销的,恢复开放。"

    def place_of(self, sentence: str, parts: list[SectionFacts]) -> str:
        """Where a problem is put right: its section, or the declaration at the end of this page."""
        if sentence == NOT_DECLARED:
            return "#id_declared"
        if "自评" in sentence:
            return "#score"
        named = (part for part in parts if f"“{part.section.title}”" in sentence and not part.is_locked)
        return next((part.url for part in named), "")


class BringUpToDate(Answers):
    """Take into a change what the register has gained since it was begun."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        seen = self.seen
        try:
            return self.once(lambda: self.update(seen))
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def update(self, seen: int) -> str:
        _, contested = bring_up_to_date(self.filing.pk, seen=seen, actor=self.actor, now=self.now)
        messages.success(self.request, "已更新到名册的最新资料。")
        if contested:
            named = "、".join(contested)
            messages.warning(self.request, f"“{named}”在名册和本案中都有改动,保留了本案填写的内容,请核对。")
        return reverse("filing-answers", args=[self.filing.number])


class SubmitFiling(Answers):
    """Hand the case in; leads to its receipt, also when it is sent twice."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        filing, seen = self.filing, self.seen
        if request.POST.get("declared") != "on":
            require_writing(filing, actor=self.actor, now=self.now)
            return self.show((NOT_DECLARED,), 400)
        try:
            return self.once(lambda: self.submit(seen))
        except NotReady as refused:
            return self.show(refused.problems, 400, declared=True)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def submit(self, seen: int) -> str:
        submit_filing(self.filing.pk, seen=seen, actor=self.actor, now=self.now)
        return reverse("filing-receipt", args=[self.filing.number])
