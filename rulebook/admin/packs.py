"""How administrators keep measures: forms over the services; what is published is only read."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts.reach import holds
from core import clock
from core.admin import AuditedModelAdmin
from core.policy import NotAllowed
from core.workflow import TransitionRefused
from rulebook import services
from rulebook.admin.files import PackFiles
from rulebook.admin.pack_rows import INLINES, actor_of, is_open
from rulebook.admin.proof import PackProof
from rulebook.admin.records import PackRecords
from rulebook.forms.pack_terms import terms_in
from rulebook.forms.packs import PackForm
from rulebook.models import LadderStep, Rubric, RulePack, SignOffLevel, SubsidyTier, TimeLimit, TypeRule
from rulebook.policy import KEEPERS_OF_RULES, PACKS
from rulebook.selectors import issuers_for, rubrics_in, standing_words, with_standing

FIELDSETS = (
    (
        "文件",
        {
            "fields": (
                ("issuer", "family"),
                "title",
                ("document_number", "issued_on", "effective_from", "trial_until"),
                "is_sample",
                "change_notes",
                "note",
            ),
            "description": "请对照印发原件录入。保存为草稿后上传印发原件扫描件,由另一名经办人在列表中“核对”,再“试算”、“公布”;公布后不能修改。",
        },
    ),
    (
        "办理",
        {"fields": ("closing_time", "number_pattern", "street_check", "seal_scan_due", "min_spacing_m")},
    ),
    ("验收、公示与评定", {"fields": ("spot_check_percent", "publicity_counts_posting_day", "photo_labels")}),
    (
        "文书标题",
        {
            "fields": (
                ("receipt_title", "correction_title"),
                ("acceptance_title", "rectification_title"),
                ("register_title", "change_title", "cancellation_title"),
            )
        },
    ),
)
WRITTEN_BY_SERVICES = (
    "number", "state", "standing", "author_names", "checked_by_name", "checked_at", "published_at", "digest"
)  # fmt: skip
HISTORY = ("经办记录", {"fields": WRITTEN_BY_SERVICES})


class PackActionForm(ActionForm):
    """The list's action with room for the reason of a return."""

    note = forms.CharField(label="退回原因", required=False, max_length=200)


@admin.register(RulePack)
class RulePackAdmin(PackFiles, PackProof, PackRecords, AuditedModelAdmin):
    """Versions of measures: drafts are written here, checked by a second officer and published; none is deleted."""

    class Media:
        css: ClassVar = {"all": ("admin/rubric.css", "admin/pack.css")}

    form = PackForm
    action_form = PackActionForm
    inlines = INLINES
    list_display = ("title", "family", "number", "effective_from", "state", "standing")
    list_filter = ("state", "family", ("issuer", admin.RelatedOnlyFieldListFilter))
    search_fields = ("title", "document_number")
    ordering = ("issuer__path", "family", "-effective_from")
    actions = ("check_packs", "rehearse_packs", "publish_packs", "return_packs", "copy_packs", "give_tables")
    fieldsets = FIELDSETS
    readonly_fields = WRITTEN_BY_SERVICES

    def get_queryset(self, request: HttpRequest) -> QuerySet[RulePack]:
        packs = PACKS.visible_to(actor_of(request)).select_related("issuer")
        return with_standing(packs, clock.now().date())

    @admin.display(description="适用情况")
    def standing(self, pack: RulePack) -> str:
        return standing_words(pack, clock.now().date())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return self.fieldsets
        hidden = ((None, {"fields": ("seen",)}),) if is_open(request, obj) else ()
        return (*self.fieldsets, HISTORY, *hidden)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, *(("issuer", "family") if obj else ()))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "issuer":
            kwargs["queryset"] = issuers_for(actor_of(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return holds(actor_of(request), *KEEPERS_OF_RULES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_open(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """Without a transaction around: the service has its own, and a refusal is recorded after its rollback.

        What the service finds wrong with the pack as a whole is told above what was typed.
        """
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except services.BadPack as bad:
            request.pack_problems = bad.problems  # type: ignore[attr-defined]  # read by ``get_form``
            return self._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.problems = getattr(request, "pack_problems", ())
        return form

    def save_model(self, request: HttpRequest, obj: RulePack, form: Any, change: bool) -> None:
        """Nothing yet: the pack and its rows are saved as one."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        for formset in formsets:
            formset.save(commit=False)
        by_model = {formset.model: formset for formset in formsets}
        terms = terms_in(
            form,
            limits=by_model[TimeLimit],
            levels=by_model[SignOffLevel],
            type_rules=by_model[TypeRule],
            tiers=by_model[SubsidyTier],
            ladder=by_model[LadderStep],
            rubrics=by_model[Rubric],
            standing=rubrics_in(form.instance) if change else (),
        )
        pack: RulePack = form.instance
        actor, now = actor_of(request), clock.now()
        if change:
            services.edit_pack(pack.pk, terms, actor=actor, now=now, seen=form.cleaned_data.get("seen"))
        else:
            pack.pk = services.create_pack(terms, issuer=pack.issuer, actor=actor, now=now).pk
        pack.refresh_from_db()

    def _told(self, func: Any, name: str, label: Any) -> Any:
        """The services tell the trail what was done and what was refused."""
        return func

    def _walk(
        self, request: HttpRequest, packs: QuerySet[RulePack], done: str, move: Any, **more: Any
    ) -> None:
        for pack in packs:
            try:
                move(pack.pk, actor=actor_of(request), now=clock.now(), **more)
            except (NotAllowed, TransitionRefused, services.BadPack) as refusal:
                self.message_user(request, f"{pack}:{refusal}", messages.ERROR)
            else:
                self.message_user(request, f"{pack}:{done}")

    @admin.action(description="核对(由另一名经办人对照印发原件)")
    def check_packs(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        self._walk(request, packs, "已核对,请试算后公布。", services.check_pack)

    @admin.action(description="试算(看清影响后再公布)")
    def rehearse_packs(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        done = "已试算,请在该版本的“试算与公布”页面查看结果后公布。"
        self._walk(request, packs, done, services.rehearse_pack)

    @admin.action(description="公布(公布后不能修改)")
    def publish_packs(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        self._walk(request, packs, "已公布,自施行日期起适用。", services.publish_pack)

    @admin.action(description="退回修改(请填写退回原因)")
    def return_packs(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        note = request.POST.get("note", "")
        self._walk(request, packs, "已退回编制人修改。", services.return_pack, note=note)

    @admin.action(description="复制为新草稿")
    def copy_packs(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        self._walk(
            request,
            packs,
            "已复制为新草稿,请修改文号、印发日期和施行日期,并填写修改说明。",
            services.copy_pack,
        )

    @admin.action(description="以试用评分表建新版草稿")
    def give_tables(self, request: HttpRequest, packs: QuerySet[RulePack]) -> None:
        done = "已另建带试用评分表的新草稿,现有版本不变。请修改施行日期和评分表,再核对、试算、公布。"
        self._walk(request, packs, done, services.draft_with_tables)
