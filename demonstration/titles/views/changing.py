"""How is a title lowered, taken away or kept? Each rests on a ground, and on a meeting where something is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from core.workflow import TransitionRefused
from demonstration.rounds.selectors import meetings_of
from demonstration.titles import services
from demonstration.titles.forms import ChangeForm, KeepForm, LowerForm, RevokeForm
from demonstration.titles.policy import TITLES
from demonstration.titles.selectors import lower_grades
from demonstration.titles.services import Change
from demonstration.titles.services.reaching import require_right
from demonstration.titles.transitions import TITLE
from demonstration.titles.views.base import TitleBase
from demonstration.titles.words import LEGAL_DUTY, term_words, title_words
from sites.views.judged import JudgedForm

MOST_MEETINGS = 5


class ChangeBase(TitleBase, JudgedForm):
    """A form over one title."""

    template_name = "demonstration/title_change.html"
    action = ""
    heading = ""
    lead = ""
    duty = ""

    make: Callable[..., forms.Form]
    #: What was typed is done to the title, for the revision that the person saw.
    change_title: Callable[[Any, int], None]

    @property
    def about(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        TITLES.require(self.actor, self.action, self.title)
        if self.title.state not in TITLE.edges[self.action].sources:
            return self.refused(TransitionRefused("称号已经终止,不能再办理。"))
        return self.show(self.make())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.title, self.action, **self.about)
        return self.judged(self.make(request.POST))

    def not_now(self, form: forms.Form, refusal: TransitionRefused) -> HttpResponse:
        if self.title.revision != self.seen:
            return self.refused(refusal)
        return self.again(form, refusal)

    def write(self, form: forms.Form) -> str:
        self.change_title(form, self.seen)
        messages.success(self.request, f"{TITLE.edges[self.action].label}已办理。")
        return self.page_url

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        row = self.title
        return self.page(
            status,
            row=row,
            form=form,
            title=self.heading,
            lead=self.lead,
            duty=self.duty,
            facts=[
                {"label": "阵地", "value": row.site_name},
                {"label": "称号", "value": title_words(row)},
                {"label": "有效期", "value": term_words(row)},
            ],
            submit_label=TITLE.edges[self.action].label,
            revision=row.revision,
            cancel_url=self.page_url,
            crumbs=self.crumbs_below,
        )

    def meetings(self) -> Any:
        return meetings_of(self.title.issuer_id)[:MOST_MEETINGS]

    def change(self, form: ChangeForm, *, is_public: bool = False) -> Change:
        told = form.cleaned_data
        return Change(told["ground"], told["on"], form.told, told["document_number"], is_public)


class LowerTitle(ChangeBase):
    """``…/<number>/lower/``"""

    action = "downgrade"
    heading = "降低等次"
    lead = "阵地收到通知,可以在期限内申请复核;证书按新的等次重新打印。"

    def make(self, data: Any = None) -> LowerForm:
        grades = [each.name for each in lower_grades(self.title)]
        return LowerForm(data, grades=grades, meetings=self.meetings(), initial={"on": self.today})

    def change_title(self, form: Any, seen: int) -> None:
        grade = form.cleaned_data["grade"]
        services.lower_title(self.title.pk, grade, self.change(form), **self.about, seen=seen)


class RevokeTitle(ChangeBase):
    """``…/<number>/revoke/``"""

    action = "revoke"
    heading = "取消资格并摘牌"
    lead = "称号即行终止,公开名册显示“取消”;阵地收到通知,可以在期限内申请复核。"
    duty = LEGAL_DUTY

    def make(self, data: Any = None) -> RevokeForm:
        return RevokeForm(data, meetings=self.meetings(), initial={"on": self.today})

    def change_title(self, form: Any, seen: int) -> None:
        told = self.change(form, is_public=form.cleaned_data["is_public"])
        services.revoke_title(self.title.pk, told, **self.about, seen=seen)


class KeepTitle(ChangeBase):
    """``…/<number>/keep/``"""

    action = "keep"
    heading = "年度复核后保留"
    lead = "称号和等次不变,理由记入变动记录;该阵地不再列入“不再符合标准的称号”,直到下一次年度复核。"

    def make(self, data: Any = None) -> KeepForm:
        return KeepForm(data)

    def change_title(self, form: Any, seen: int) -> None:
        services.keep_title(self.title.pk, form.cleaned_data["why"], **self.about, seen=seen)


__all__ = ["KeepTitle", "LowerTitle", "RevokeTitle"]
