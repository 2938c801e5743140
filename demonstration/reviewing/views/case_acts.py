"""One word for all vetoes, the word on the whole case, recusal, and the files of a case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.workflow import NoteMissing, TransitionRefused
from demonstration.blind.files import attachment_behind
from demonstration.reviewing import services
from demonstration.reviewing.selectors.cases import material_of
from demonstration.reviewing.services.reaching import require_review_right
from demonstration.reviewing.views.base import ReviewBase
from demonstration.reviewing.views.scoring import CasePage
from inspection.assessing.services import Given
from rulebook.outcome import Answer
from sites.refusals import Refusal


class NoVetoes(ReviewBase):
    """One word for all cases of 一票否决 that were not answered: none of them."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_review_right(self.review, "answer", actor=self.actor, now=self.now)
        given = {
            row.code: Given(Answer(is_met=False), row.fields.note, row.revision)
            for row in self.case.vetoes
            if row.asks and row.is_missing
        }
        try:
            if given:
                services.answer_items(self.review.pk, given, actor=self.actor, now=self.now)
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, f"已记为没有一票否决情形({len(given)} 项)。")
        return HttpResponseRedirect(self.page_url)


class CommentOnCase(CasePage):
    """The word on the whole case."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_review_right(self.review, "answer", actor=self.actor, now=self.now)
        try:
            services.comment_on(
                self.review.pk, request.POST.get("comment", ""), actor=self.actor, now=self.now
            )
        except Refusal as refused:
            return self.show(400, comment_problem=refused.sentence, comment=request.POST.get("comment", ""))
        except TransitionRefused as refusal:
            return self.refused(refusal)
        messages.success(request, "总评语已保存。")
        return HttpResponseRedirect(self.page_url)


class RecuseFromCase(CasePage):
    """The case leaves at once, with its reason."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        review = self.review
        require_review_right(review, "recuse", actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()
        try:
            return self.once(lambda: self.leave(review.pk, note))
        except NoteMissing as missing:
            return self.show(400, recusing=missing.reason, note=note)
        except Refusal as refused:
            return self.show(400, recusing=refused.sentence, note=note)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def leave(self, key: int, note: str) -> str:
        services.recuse_from(key, note=note, actor=self.actor, now=self.now)
        messages.success(self.request, "已登记回避,这份申报已从您的名单中移出,由其他专家评审。")
        return reverse("reviews-mine")


class CaseFile(ReviewBase):
    """A picture or paper of the case, or the small copy of a picture with ``?size=s``. Its name says nothing."""

    http_method_names = ("get", "head", "options")

    def handle_no_permission(self) -> HttpResponse:
        raise Http404

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment = attachment_behind(material_of(self.review), self.kwargs["proof"])
        if attachment is None:
            raise Http404
        file = (
            attachment.small if request.GET.get("size") == "s" and not attachment.is_pdf else attachment.file
        )
        try:
            response = FileResponse(file.open("rb"), content_type=attachment.media_type)
        except (FileNotFoundError, ValueError):
            raise Http404 from None
        name = f"{self.kwargs['proof'][:8]}.{attachment.ending}"
        response["Content-Disposition"] = f'inline; filename="{name}"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
