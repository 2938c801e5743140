"""How administrators keep scoring tables: each a page of its own below its pack, saved as one by the services."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.reach import holds
from core import clock
from core.admin import AuditedModelAdmin
from rulebook import services
from rulebook.admin.pack_rows import PackRows, actor_of, is_open
from rulebook.admin.table_words import ToldCriterion, ToldMark, ToldVeto
from rulebook.forms.rubrics import (
    CriterionForm,
    DimensionForm,
    MarkForm,
    RowSet,
    RubricForm,
    VetoForm,
    table_in,
)
from rulebook.models import Rubric, RubricCriterion, RubricDimension, RubricMark, RubricVeto
from rulebook.policy import KEEPERS_OF_RULES, PACKS
from rulebook.rubric import points_text
from rulebook.selectors import terms_of
from rulebook.term_checks import table_problems_of


class TableRows(PackRows):
    """Rows of a table: as open as the pack of the table, and told in words once it is closed."""

    closed_fields: ClassVar[tuple[Any, ...]] = ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and is_open(request, obj.pack)

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        is_told = self.closed_fields and not self.has_change_permission(request, obj)
        return self.closed_fields if is_told else super().get_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if self.has_change_permission(request, obj) else flatten(self.closed_fields)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("rubric")


class MarkRows(ToldMark, TableRows):
    model, form, formset = RubricMark, MarkForm, RowSet
    fields = ("purpose", "pass_at", "rectify_at", "dimension_percent", "needs_basics")


class DimensionRows(TableRows):
    model, form = RubricDimension, DimensionForm


class CriterionRows(ToldCriterion, TableRows):
    """One card an item: a table of fourteen columns would run off every screen."""

    template = "admin/edit_inline/stacked.html"
    model, form, formset = RubricCriterion, CriterionForm, RowSet
    fields = (
        ("dimension", "code", "title", "how", "points"),
        ("standard", "scale"),
        ("fact", "fewer_is_better", "items"),
        ("purposes", "is_basic", "may_not_apply"),
        "evidence",
    )


class VetoRows(ToldVeto, TableRows):
    model, form, formset = RubricVeto, VetoForm, RowSet
    fields = ("code", "title", "purposes", "fact", "at_least", "answers")


@admin.register(Rubric)
class RubricAdmin(AuditedModelAdmin):
    """Scoring tables. They come and go with their pack; here their lines are written."""

    class Media:
        css: ClassVar = {"all": ("admin/rubric.css",)}

    form = RubricForm
    inlines = (MarkRows, DimensionRows, CriterionRows, VetoRows)
    list_display = ("title", "pack", "effective_from", "state")
    list_filter = ("pack__state", "pack__family")
    ordering = ("-pack__effective_from", "pk")
    readonly_fields = ("pack", "type_name", "gap_told")
    fields = ("pack", "type_name", "title", "half_points", "gap_limit", "least_sample", "seen")

    def get_fields(self, request: HttpRequest, obj: Rubric | None = None) -> Any:
        fields = super().get_fields(request, obj)
        if self.has_change_permission(request, obj):
            return fields
        return ["gap_told" if name == "gap_limit" else name for name in fields if name != "seen"]

    @admin.display(description="两栏相差超过几分须说明")
    def gap_told(self, rubric: Rubric) -> str:
        return f"{points_text(rubric.gap_limit)} 分"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rubric]:
        packs = PACKS.visible_to(actor_of(request)).values("pk")
        return super().get_queryset(request).filter(pack__in=packs).select_related("pack__issuer")

    @admin.display(description="阵地类型")
    def type_name(self, rubric: Rubric) -> str:
        """As the measure calls it; its code while the measure has no rule for the type yet."""
        rule = rubric.pack.type_rules.filter(site_type=rubric.site_type).first()
        return rule.name if rule else rubric.site_type

    @admin.display(description="施行日期", ordering="pack__effective_from")
    def effective_from(self, rubric: Rubric) -> date:
        return rubric.pack.effective_from

    @admin.display(description="状态", ordering="pack__state")
    def state(self, rubric: Rubric) -> str:
        return rubric.pack.state_label

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(actor_of(request), *KEEPERS_OF_RULES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or is_open(request, obj.pack)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Without a transaction around: the service has its own, and a refusal is recorded after its rollback."""
        return self._changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Rubric, form: Any, change: bool) -> None:
        """Nothing yet: the table and its rows are saved as one."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        by_model = {formset.model: formset for formset in formsets}
        for formset in formsets:
            formset.save(commit=False)
        rubric: Rubric = form.instance
        pack = services.edit_rubric(
            rubric.pack_id,
            table_in(form, by_model),
            actor=actor_of(request),
            now=clock.now(),
            seen=form.cleaned_data.get("seen"),
        )
        for problem in table_problems_of(terms_of(pack)):
            self.message_user(request, f"{problem}(改正后才能核对)", messages.WARNING)

    def _told(self, func: Any, name: str, label: Any) -> Any:
        """The services tell the trail what was done and what was refused."""
        return func
