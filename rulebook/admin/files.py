"""How a pack leaves and enters the back office as a file: the same file that seeds it."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from core import clock
from core.policy import NotAllowed
from rulebook import services
from rulebook.forms.files import PackFileForm
from rulebook.pack_text import pack_text
from rulebook.selectors import issuers_for, terms_of

KIND = "application/toml; charset=utf-8"


class PackFiles(admin.ModelAdmin):
    """Two pages beside those of the pack: its file, and a new draft from a file."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("import/", wrap(self.import_view), name="rulebook_rulepack_import"),
            path("<int:pk>/file/", wrap(self.file_view), name="rulebook_rulepack_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        pack = self.get_queryset(request).filter(pk=pk).first()
        if pack is None:
            raise Http404
        name = f"{pack.family}-{pack.effective_from.isoformat()}-v{pack.number}.toml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(pack_text(terms_of(pack)), content_type=KIND, headers=headers)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """One file in: every fault by item, or a new draft."""
        actor = request.actor  # type: ignore[attr-defined]  # the middleware puts the actor on each request
        if not self.has_add_permission(request):
            raise NotAllowed("请由系统管理员导入管理办法版本。")
        form = PackFileForm(request.POST or None, request.FILES or None, issuers=issuers_for(actor))
        if request.method == "POST" and form.is_valid():
            try:
                pack = services.create_pack(
                    form.cleaned_data["terms"],
                    issuer=form.cleaned_data["issuer"],
                    actor=actor,
                    now=clock.now(),
                )
            except services.BadPack as bad:
                form.add_error("file", bad.problems)
            else:
                self.message_user(request, f"已导入为草稿:{pack}。请由另一名经办人对照印发原件核对。")
                return HttpResponseRedirect(reverse("admin:rulebook_rulepack_change", args=[pack.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": "从文件新建草稿",
            "form": form,
        }
        return TemplateResponse(request, "admin/rulebook/rulepack/import.html", context)
