"""How administrators take in yearly notices: read here, imported from a file, corrected by a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core import clock
from core.admin import ReadOnlyAdmin
from rulebook import services
from rulebook.admin.pack_rows import actor_of
from rulebook.forms.notices import NoticeForm
from rulebook.models import CalendarDay, CalendarYear
from rulebook.policy import CALENDARS


class DayRows(admin.TabularInline):
    model = CalendarDay
    fields = ("date", "name", "is_workday")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarYear)
class CalendarYearAdmin(ReadOnlyAdmin):
    """Yearly notices: read here, and taken in from a file; a correction is a new version."""

    inlines = (DayRows,)
    list_display = ("year", "version", "document_number", "issued_on", "day_count", "imported_at")
    ordering = ("-year", "-version")
    fields = ("year", "version", "document_number", "issued_on", "source", "imported_at", "digest")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        return [path("import/", view, name="rulebook_calendaryear_import"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """One file in: every error by line, or a new version."""
        CALENDARS.require(actor_of(request), "import", None)
        form = NoticeForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            imported = services.import_calendar_year(
                form.cleaned_data["notice"], actor=actor_of(request), now=clock.now()
            )
            told = "已导入" if imported.is_new else "内容与现有版本相同,未作改动:"
            self.message_user(request, f"{told}{imported.calendar},列明 {imported.calendar.day_count} 天。")
            return HttpResponseRedirect(reverse("admin:rulebook_calendaryear_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": "导入节假日安排",
            "form": form,
        }
        return TemplateResponse(request, "admin/rulebook/calendaryear/import.html", context)
