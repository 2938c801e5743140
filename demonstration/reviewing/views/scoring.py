"""How is a case scored in the browser? All items on one page, or one after the other; saved item by item.

Whatever is drawn comes from ``self.case``, which ``demonstration.blind`` built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.policy import NotAllowed
from core.words import chinese_moment
from core.workflow import TransitionRefused
from demonstration.blind.shapes import Case, ItemLine, VetoRow
from demonstration.blind.words import fields_of
from demonstration.models import ReviewAnswer
from demonstration.reviewing import services
from demonstration.reviewing.selectors.cases import next_open
from demonstration.reviewing.selectors.sheets import table_of
from demonstration.reviewing.services import LateWords
from demonstration.reviewing.services.reaching import require_review_right
from demonstration.reviewing.services.scoring import MOST_COMMENT
from demonstration.reviewing.views.base import ReviewBase, wants_json
from demonstration.reviewing.words import HEAD_TAGS, REVIEW_TAGS
from inspection.assessing.fields import Fields
from inspection.assessing.forms.answers import answers_in_post, typed_in
from inspection.assessing.services import BadAnswers
from rulebook.rubric import points_text

ANOTHER_PERSON = "现在登录的不是填写这些内容的人,没有保存。请用原来的账号登录,或由现在登录的人重新填写。"


class CasePage(ReviewBase):
    """``/desk/reviews/<key>/``; ``?item=O1.1`` shows one item alone, for a phone without script."""

    template_name = "demonstration/review_case.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if wants_json(request):
            return self.save_quietly()
        require_review_right(self.review, "answer", actor=self.actor, now=self.now)
        try:
            self.take()
        except BadAnswers as bad:
            return self.show(400, problems=bad.problems, typed=typed_in(request.POST))
        except TransitionRefused as refusal:
            typed = typed_in(request.POST)
            self.look_again()
            return self.show(409, reason=refusal.reason, typed=typed)
        return HttpResponseRedirect(self.after())

    def take(self) -> list[str]:
        """The items in the form, all or none; gives their codes."""
        given, problems = answers_in_post(self.request.POST, table_of(self.review))
        if problems:
            raise BadAnswers(problems)
        services.answer_items(self.review.pk, given, actor=self.actor, now=self.now)
        return list(given)

    def save_quietly(self) -> JsonResponse:
        """For the page that saves by itself: every refusal in words, so that nothing typed is lost."""
        try:
            require_review_right(self.review, "answer", actor=self.actor, now=self.now)
            typed_by = self.request.POST.get("who", "")
            if typed_by and typed_by != str(self.actor.id):
                raise TransitionRefused(ANOTHER_PERSON)
            return self.saved(self.take())
        except NotAllowed as refused:
            return JsonResponse({"reason": refused.reason}, status=403)
        except BadAnswers as bad:
            return JsonResponse({"problems": bad.problems}, status=400)
        except LateWords as refused:
            return self.late(refused)
        except TransitionRefused as refused:
            return JsonResponse({"reason": refused.reason}, status=409)

    def saved(self, codes: list[str]) -> JsonResponse:
        """Revisions, and every part of the page that follows from them."""
        self.look_again()
        case, wanted = self.case, frozenset(codes)
        lines = [line for line in (*case.lines, *case.vetoes) if line.code in wanted]
        told = {
            "revision": case.revision,
            "revisions": {line.code: line.revision for line in lines},
            "parts": dict(self.parts(case, lines)),
        }
        return JsonResponse(told)

    def parts(self, case: Case, lines: list[ItemLine | VetoRow]) -> Iterator[tuple[str, str]]:
        """Drawn by the templates that drew the page."""

        def drawn(name: str, **more: Any) -> str:
            return render_to_string(f"demonstration/{name}.html", {"case": case, **more}, self.request)

        yield "running", drawn("_review_running")
        for head in case.heads:
            yield f"head-{head.code}", drawn("_review_head", head=head)
        for line in lines:
            name = "_review_said" if isinstance(line, ItemLine) else "_review_veto_said"
            yield f"columns-{line.code}", drawn(name, line=line)

    def late(self, refused: LateWords) -> JsonResponse:
        """What another device answered, beside which the page shows what was typed here."""
        self.look_again()
        lines = {line.code: line for line in (*self.case.lines, *self.case.vetoes)}
        present = {
            code: _present(answer, lines[code]) for code, answer in refused.present.items() if code in lines
        }
        return JsonResponse({"reason": refused.reason, "present": present}, status=409)

    def after(self) -> str:
        """The next item of a page of one; the whole table otherwise."""
        then = self.request.POST.get("then", "")
        if then and then in self.codes:
            return f"{self.page_url}?item={then}"
        messages.success(self.request, "评分已保存。")
        return self.page_url

    @property
    def codes(self) -> list[str]:
        """In the order in which items are asked one by one."""
        return [line.code for line in (*self.case.lines, *self.case.vetoes) if line.asks]

    def show(
        self,
        status: int = 200,
        *,
        problems: Mapping[str, str] | None = None,
        reason: str = "",
        typed: Mapping[str, Fields] | None = None,
        **more: Any,
    ) -> HttpResponse:
        case = self.case
        context = {
            "case": case,
            "may_answer": case.is_open,
            "title": case.name,
            "tag": HEAD_TAGS[REVIEW_TAGS[case.state]],
            "page_url": self.page_url,
            "crumbs": [("我的评审", reverse("reviews-mine"))],
            "problems": problems or {},
            "reason": reason,
            "typed": typed or {},
            "codes": self.codes,
            "following": next_open(self.actor, self.review),
            "duty_key": self.review.reviewer_id,
            "most_comment": MOST_COMMENT,
            **more,
        }
        wanted = self.request.GET.get("item", "")
        if wanted and wanted in self.codes:
            return self.show_one(status, wanted, context)
        return self.page(status, **context)

    def show_one(self, status: int, wanted: str, context: dict[str, Any]) -> HttpResponse:
        """One item a screen, with the way to the one before and the one after."""
        at = self.codes.index(wanted)
        lines = [line for line in self.case.lines if line.code == wanted]
        vetoes = [row for row in self.case.vetoes if row.code == wanted]
        self.template_name = "demonstration/review_item.html"
        return self.page(
            status,
            line=lines[0] if lines else None,
            veto=vetoes[0] if vetoes else None,
            item=wanted,
            place=at + 1,
            count=len(self.codes),
            before=self.codes[at - 1] if at else "",
            after=self.codes[at + 1] if at + 1 < len(self.codes) else "",
            **context,
        )


def _present(answer: ReviewAnswer | None, line: ItemLine | VetoRow) -> dict[str, Any]:
    fields = fields_of(answer)
    return {
        "revision": answer.revision if answer else 0,
        "fields": vars(fields),
        "said": _said(line, fields),
        "by": "您" if answer else "",
        "at": chinese_moment(timezone.localtime(answer.answered_at)) if answer else "",
    }


def _said(line: ItemLine | VetoRow, fields: Fields) -> str:
    if isinstance(line, VetoRow):
        return {"yes": "有这种情形", "no": "没有这种情形"}.get(fields.met, "没有作答")
    if fields.level == "na":
        return f"不适用:{fields.reason}"
    chosen = next((each for each in line.choices if each.code == fields.level), None)
    if chosen is not None:
        return f"{chosen.label}({points_text(chosen.points)} 分)"
    return f"{fields.points} 分" if fields.points else "没有评分"
