"""Which columns does the own union's ledger show, in which order?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.templatetags.portal import cn_date
from core.views import OfficePage
from core.workflow import StaleEdit
from sites.ledger.columns import ON_PAPER, columns_of
from sites.ledger.forms import LayoutForm
from sites.ledger.selectors import columns_for, own_layout
from sites.ledger.services import save_layout
from sites.ledger.views.exporting import CRUMBS
from sites.policy import SITES
from sites.types import site_type, type_choices


class ExportColumns(OfficePage):
    """``/desk/export/columns/?type=``: what the own union's ledger shows, in which order."""

    template_name = "sites/export_columns.html"

    @cached_property
    def code(self) -> str:
        asked = self.request.GET.get("type", "")
        return asked if asked in dict(type_choices()) else type_choices()[0][0]

    def get(self, request: HttpRequest) -> HttpResponse:
        SITES.require(self.actor, "lay_out", None)
        chosen = [column.code for column in columns_for(self.actor, self.code)]
        return self.show(LayoutForm(columns_of(self.code), chosen))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LayoutForm(columns_of(self.code), [], request.POST)
        wanted = form.chosen()
        if request.POST.get("reset") == "1":
            wanted = [column.code for column in columns_of(self.code)]
        elif not wanted:
            SITES.require(self.actor, "lay_out", None)
            return self.show(form, 400, error="至少保留一个栏目。")
        seen = self.seen
        try:
            return self.once(lambda: self.save(wanted, seen))
        except StaleEdit as stale:
            return self.too_late(stale, self.url)

    @property
    def url(self) -> str:
        return f"{reverse('export-columns')}?type={self.code}"

    def save(self, wanted: list[str], seen: int) -> str:
        save_layout(self.code, wanted, seen=seen, actor=self.actor, now=self.now)
        messages.success(
            self.request, f"“{site_type(self.code).label}”台账的栏目已保存,本工会以后的台账都按此导出。"
        )
        return self.url

    def show(self, form: LayoutForm, status: int = 200, error: str = "") -> HttpResponse:
        own = own_layout(self.actor.path, self.code)
        types = [(code, label, f"?type={code}") for code, label in type_choices()]
        return self.page(
            status,
            form=form,
            error=error,
            types=types,
            code=self.code,
            type_label=site_type(self.code).label,
            revision=own.revision if own else 0,
            crumbs=(*CRUMBS, ("导出台账", reverse("export"))),
            on_paper=ON_PAPER,
            changed_on=cn_date(own.updated_at) if own else "",
        )
