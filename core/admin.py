"""The back office: whatever is saved, deleted or run there leaves an entry; the trail itself is only read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise

from core import clock
from core.audit import Change, record, type_of
from core.models import AuditEntry
from core.walls import entries_seen

admin.site.site_header = "工会服务阵地管理后台"
admin.site.site_title = "工会服务阵地管理后台"
admin.site.index_title = "系统管理"
admin.site.empty_value_display = "—"

Action = Callable[..., Any]


def _lead_to_own_password(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """One page for the own password: it tells the trail and ends the other sessions."""
    return HttpResponseRedirect(reverse("password"))


admin.site.password_change = _lead_to_own_password  # type: ignore[method-assign]  # the site has no other place for it


def _said(value: Any) -> str:
    """A value of a form as a reader understands it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple | QuerySet):
        return "、".join(str(each) for each in value)
    return str(value)


def changes_in(form: ModelForm) -> dict[str, Change]:
    """What the form changed, keyed by the field's label; a password shows only that it was set."""
    found: dict[str, Change] = {}
    for name in form.changed_data:
        field = form.fields[name]
        label = str(field.label or name)
        if "password" in name:
            found[label] = ("", "已设置")
            continue
        before = field.to_python(form.initial.get(name))
        found[label] = (_said(before), _said(form.cleaned_data.get(name)))
    return found


class AuditedModelAdmin(admin.ModelAdmin):
    """Rows that administrators may write: each save, deletion and action is told in the trail."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self.tell(request, "change" if change else "add", obj, changes=changes_in(form))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.tell(request, "delete", obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: BaseFormSet, change: bool) -> None:
        """Rows of an inline are told one by one."""
        saved: Any = formset
        saved.save(commit=False)
        for gone in saved.deleted_objects:
            self.tell(request, "delete", gone)
            gone.delete()
        for each in (row for row in saved.forms if row not in saved.deleted_forms and row.has_changed()):
            action = "add" if each.instance._state.adding else "change"
            each.instance.save()
            each.save_m2m()
            self.tell(request, action, each.instance, changes=changes_in(each))

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Action, str, Any]]:
        """Every action of the list, made to leave an entry on each chosen row."""
        return {
            name: (func if name == "delete_selected" else self._told(func, name, label), name, label)
            for name, (func, _, label) in super().get_actions(request).items()
        }

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        with transaction.atomic():
            return super().response_action(request, queryset)

    def _told(self, func: Action, name: str, label: str | Promise) -> Action:
        def run(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
            chosen = list(queryset)
            answer = func(modeladmin, request, queryset)
            for obj in chosen:
                self.tell(request, name, obj, label=str(label))
            return answer

        return run

    def tell(
        self,
        request: HttpRequest,
        action: str,
        obj: Any,
        *,
        label: str = "",
        changes: dict[str, Change] | None = None,
    ) -> None:
        """One entry for something done in the back office."""
        words = {"add": "新建", "change": "修改", "delete": "删除"}
        record(
            request.actor,  # type: ignore[attr-defined]  # the middleware puts the actor on each request
            f"admin.{action}",
            obj,
            now=clock.now(),
            label=label or f"{words.get(action, action)}{obj._meta.verbose_name}"[:60],
            changes=changes,
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """One trail only: Django's own log is not written."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """One trail only."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """One trail only."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history of a row is what the trail tells about it."""
        query = urlencode({"target_type": type_of(self.model()), "target_id": object_id})
        return HttpResponseRedirect(f"{reverse('admin:core_auditentry_changelist')}?{query}")


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that can be looked up here and changed nowhere here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


#: Apps whose rows are bookkeeping: no entry is ever about one of them.
NEVER_TOLD = frozenset(
    {"core", "admin", "auth", "contenttypes", "sessions", "axes", "otp_totp", "otp_static"}
)


class TargetType(admin.SimpleListFilter):
    """Entries on one kind of row."""

    title = "对象类别"
    parameter_name = "target_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ours = [model for model in apps.get_models() if model._meta.app_label not in NEVER_TOLD]
        return [(model._meta.label_lower, str(model._meta.verbose_name)) for model in ours]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(target_type=self.value()) if self.value() else queryset


class AuditEntryAdmin(ReadOnlyAdmin):
    """The trail: filtered, searched, read."""

    list_display = ("at", "actor_name", "actor_office", "label", "target_label", "outcome", "short_note")
    list_filter = ("outcome", ("at", admin.DateFieldListFilter), TargetType)
    search_fields = ("actor_name", "target_label", "label", "note", "=target_id")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return super().get_queryset(request).filter(entries_seen(request.actor))  # type: ignore[attr-defined]  # set by middleware

    @admin.display(description="说明")
    def short_note(self, entry: AuditEntry) -> str:
        return entry.note if len(entry.note) <= 40 else f"{entry.note[:40]}…"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "target_id" or super().lookup_allowed(lookup, value, request)  # type: ignore[arg-type]  # stub wants a request
