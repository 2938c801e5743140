"""How is a call written, changed, and copied from an earlier one?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import Union
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from demonstration.models import Round
from demonstration.rounds import services
from demonstration.rounds.forms import (
    CallForm,
)
from demonstration.rounds.selectors import issuers_led_by, types_led_by
from demonstration.rounds.services.reaching import require_right
from demonstration.rounds.views.base import RoundBase
from sites.views.judged import JudgedForm

MAY_NOT_WRITE = "示范评定由市总工会经办人起草,您的账号没有这项权限。"


class NewRound(JudgedForm):
    """``/desk/rounds/new/``"""

    template_name = "demonstration/round_form.html"

    @cached_property
    def issuers(self) -> list[Union]:
        found = issuers_led_by(self.actor)
        if not found:
            raise NotAllowed(MAY_NOT_WRITE)
        return found

    @property
    def types(self) -> list[str]:
        return sorted({code for issuer in self.issuers for code in types_led_by(self.actor, issuer)})

    def form(self, data: Any = None) -> CallForm:
        return CallForm(data, issuers=self.issuers, types=self.types, initial=self.usual())

    def usual(self) -> dict[str, Any]:
        """What a call usually says; dates that follow one another, for the officer to move."""
        first = (self.now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
        last = first.replace(hour=17, minute=30)
        terms = {
            name: Round._meta.get_field(name).get_default() for name in CallForm.base_fields if name in _USUAL
        }
        return {
            **terms,
            "year": self.now.year,
            "opens_at": first,
            "closes_at": last + timedelta(days=20),
            "recommend_until": last + timedelta(days=30),
            "review_until": last + timedelta(days=50),
        }

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        return self.judged(self.form(request.POST))

    @property
    def page_url(self) -> str:
        return reverse("rounds")

    def write(self, form: CallForm) -> str:
        row = services.draft_round(form.chosen_issuer, form.told, actor=self.actor, now=self.now)
        return reverse("round-grades", args=[row.pk])

    def show(self, form: CallForm, status: int = 200) -> HttpResponse:
        return self.page(
            status,
            form=form,
            title="新建示范评定",
            lead="先存为草稿,填好等次和名额以后再发布。",
            submit_label="保存,填写等次",
            cancel_url=self.page_url,
            crumbs=[("示范评定", self.page_url)],
        )


#: Terms whose usual value stands in the model.
_USUAL = frozenset(
    {
        *("level", "least_months", "reviewers_per_case", "most_cases", "visitors_per_case", "aggregation"),
        *("comment_gap", "publicity_days", "publicity_counted", "title_years"),
    }
)


class CopyRound(RoundBase):
    """``…/<key>/copy/``: the start of the next round."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.round, "write", actor=self.actor, now=self.now)
        try:
            return self.once(self.copy)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def copy(self) -> str:
        row = services.copy_round(self.round, actor=self.actor, now=self.now)
        messages.success(self.request, "已复制为草稿,日期顺延一年,请核对后修改。")
        return reverse("round", args=[row.pk])
