"""Which of the pictures that the site has already proves an item? Chosen on a page of its own, by ticking."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property

from core.workflow import TransitionRefused
from inspection.assessing import services
from inspection.assessing.forms.choosing import ChoosePhotos
from inspection.assessing.line_shapes import ItemLine
from inspection.assessing.lines import heads_of
from inspection.assessing.services.reaching import require_right
from inspection.assessing.views.proofs import AddProof
from sites.models import SitePhoto


class ChooseProof(AddProof):
    """``…/proofs/N1.1/choose/``; ``?one=1`` leads back to the page of the one item."""

    http_method_names = ("get", "head", "post", "options")
    template_name = "inspection/proof_choose.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.assessment, "prove", actor=self.actor, now=self.now)
        if self.line is None:
            raise Http404
        if not self.may_answer:
            return HttpResponseRedirect(self.page_url)
        return self.show_photos(ChoosePhotos(self.photos))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_right(self.assessment, "prove", actor=self.actor, now=self.now)
        if self.line is None:
            raise BadRequest("an item of another table")
        form = ChoosePhotos(self.photos, request.POST)
        if not form.is_valid():
            return self.show_photos(form, 400)
        code, keys = self.line.code, form.cleaned_data["photos"]
        try:
            services.choose_proofs(self.assessment.pk, code, keys, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            form.add_error(None, refusal.reason)
            return self.show_photos(form, 409)
        messages.success(request, f"已选用 {len(keys)} 张阵地照片。")
        return HttpResponseRedirect(self.back(code))

    @cached_property
    def line(self) -> ItemLine | None:
        """The item that a picture is looked for."""
        lines = (line for head in heads_of(self.board) for line in head.lines)
        return next((line for line in lines if line.asks and line.code == self.kwargs["code"]), None)

    @cached_property
    def photos(self) -> list[SitePhoto]:
        """Those that do not stand beside the item yet."""
        there = {proof.attachment_id for proof in self.line.proofs} if self.line else set()
        return [each for each in self.assessment.version.pictures if each.attachment_id not in there]

    def show_photos(self, form: ChoosePhotos, status: int = 200) -> HttpResponse:
        row, line = self.assessment, self.line
        name = row.version.name or str(row.site)
        return self.page(
            status,
            crumbs=[*self.crumbs, (f"{name} {row.get_purpose_display()}", self.page_url)],
            assessment=row,
            measure=self.board.measure,
            line=line,
            form=form,
            photos=[(each, str(each.attachment_id) in form.ticked) for each in self.photos],
            page_url=self.page_url,
            back_url=self.back(self.kwargs["code"]),
            one=self.is_one,
        )
