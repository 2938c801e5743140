"""Stickers for many doors at once: chosen from a list, printed on A4, written into the ledger of prints."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from sites.at_door.selectors import codes_by_site, printable, sheet_of, sheets_of
from sites.at_door.services import print_stickers
from sites.at_door.services.giving_codes import MOST_STICKERS, PER_PAGE
from sites.at_door.sheets import sheet_context
from sites.forms import RegisterFilterForm
from sites.models import StickerSheet
from sites.refusals import Refusal
from sites.selectors import districts_within

CRUMBS = (("阵地", "/desk/sites/"),)


class StickersPage(OfficePage):
    """``/desk/stickers/``: narrowed by the conditions of the register."""

    template_name = "sites/at_door/stickers.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        codes, per_page = request.POST.getlist("site"), request.POST.get("per_page", "")
        number = int(per_page) if per_page in {str(each) for each in PER_PAGE} else 0
        try:
            return self.once(lambda: self.printed(codes, number))
        except Refusal as refused:
            return self.show(400, problem=refused.sentence, chosen=set(codes), usual=number)
        except TransitionRefused as refusal:
            return self.too_late(refusal, reverse("stickers"))

    def printed(self, codes: list[str], per_page: int) -> str:
        sheet = print_stickers(codes, per_page, actor=self.actor, now=self.now)
        return reverse("sticker-sheet", args=[sheet.pk])

    def show(
        self, status: int = 200, *, problem: str = "", chosen: set[str] | None = None, usual: int = 0
    ) -> HttpResponse:
        form = RegisterFilterForm(self.request.GET, districts=districts_within(self.actor))
        found = list(printable(self.actor, form.site_filter)[: MOST_STICKERS + 1])
        sites = found[:MOST_STICKERS]
        codes = codes_by_site(site.pk for site in sites)
        rows = [
            {
                "site": site,
                "is_chosen": chosen is None or site.code in chosen,
                "code": codes.get(site.pk),
            }
            for site in sites
        ]
        return self.page(
            status,
            form=form,
            rows=rows,
            is_cut=len(found) > MOST_STICKERS,
            most=MOST_STICKERS,
            per_page=[(each, "一张一页" if each == 1 else f"每页 {each} 张") for each in PER_PAGE],
            usual=usual or PER_PAGE[-1],
            sheets=list(sheets_of(self.actor)),
            problem=problem,
            crumbs=CRUMBS,
        )


class StickerSheetPage(OfficePage):
    """``/desk/stickers/<key>/``: the sheet for the browser's printer; only for who made it."""

    template_name = "sites/at_door/sheet.html"

    @cached_property
    def sheet(self) -> StickerSheet:
        found = sheet_of(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = self.page(**sheet_context(self.sheet, request.build_absolute_uri("/")))
        response["Cache-Control"] = "private, no-store"
        return response
