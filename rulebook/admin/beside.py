"""What do all pages beside a pack share? The pack within reach, the frame, and the right to look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from core.policy import NotAllowed
from rulebook.models import RulePack


class PagesBeside(admin.ModelAdmin):
    """Pages of one pack besides its form, each an address of its own below ``<pk>/``."""

    def beside(self, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
        """The page ``rulebook_rulepack_<name>`` at ``<pk>/<name>/``."""
        route = f"<int:pk>/{name.replace('_', '/')}/"
        return path(route, self.admin_site.admin_view(view), name=f"rulebook_rulepack_{name}")

    def pack_at(self, request: HttpRequest, pk: int) -> RulePack:
        """The pack, when this person may see it here; 404 and 403 otherwise."""
        if not self.has_view_permission(request):
            raise NotAllowed("管理办法版本由系统管理员和市总工会经办人查看,您的账号没有这项权限。")
        pack = self.get_queryset(request).filter(pk=pk).first()
        if pack is None:
            raise Http404
        return pack

    def framed(self, request: HttpRequest, pack: RulePack, template: str, **more: Any) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.model._meta, "pack": pack, **more}
        return TemplateResponse(request, f"admin/rulebook/rulepack/{template}.html", context)

    def back_to(self, name: str, pack: RulePack) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"admin:rulebook_rulepack_{name}", args=[pack.pk]))
