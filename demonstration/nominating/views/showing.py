"""How far is a nomination, what does it hold, and what can be done with it now?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.policy import denied
from core.registry import panels_at
from core.workflow import Action, NoteMissing, TransitionRefused
from demonstration.models import NominationState
from demonstration.nominating import services
from demonstration.nominating.letter_pages import letter_being_written, letters_of, marks_of
from demonstration.nominating.pages import (
    PAPER_COLUMNS,
    head_rows,
    history_of,
    paper_rows,
    practices_rows,
    score_rows,
    tasks_of,
)
from demonstration.nominating.parts import PAPERS, PRACTICES, REGISTER
from demonstration.nominating.selectors.lists import full_quota
from demonstration.nominating.services.reaching import require_right
from demonstration.nominating.transitions import NOMINATION
from demonstration.nominating.views.base import NominationBase
from demonstration.nominating.words import full_words, next_step_of
from filing.forms.gaps import LetterForm
from sites.refusals import Refusal

#: The one action that a page leads to, where it is offered.
PRIMARY = "recommend"

#: Acts of the panel, and the two that only the list offers.
ACTS = {
    "discard": services.discard_nomination,
    "withdraw": services.withdraw_nomination,
    "recommend": services.recommend,
    "take_back": services.take_back,
    "pass_over": services.pass_over,
    "take_up": services.take_up,
}
MOVES = {"up": True, "down": False}

MOST_NOTE = 300


class NominationPage(NominationBase):
    """``/desk/nominations/<number>/``"""

    template_name = "demonstration/nomination.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(
        self, status: int = 200, *, letter_form: LetterForm | None = None, reason: str = "", **failed: Any
    ) -> HttpResponse:
        row, sheet = self.nomination, self.sheet
        marks = marks_of(sheet, may_mark=self.may_mark)
        return self.page(
            status,
            **self.frame(),
            step=next_step_of(row, self.now),
            reason=reason,
            links=self.links(),
            tasks=tasks_of(sheet) if self.may_write else [],
            check_url=reverse("nomination-check", args=[row.number]),
            notices=letters_of(sheet),
            may_answer=self.may_write and row.state == NominationState.RETURNED,
            may_judge=self.may_mark,
            letter_form=letter_form or LetterForm(),
            **(letter_being_written(sheet) if self.may_mark else {}),
            register=self.register_rows(marks),
            moved=row.state == NominationState.DRAFT and sheet.register_moved,
            own_words=sheet.own_words,
            heads=head_rows(sheet),
            points=score_rows(sheet, marks),
            practices=self.practices_row(marks),
            papers=paper_rows(sheet, may_write=False),
            paper_columns=PAPER_COLUMNS,
            papers_mark=marks.get(PAPERS, {}),
            **self.acts(),
            late=sum(gap.is_late for gap in sheet.gaps),
            panels=panels_at("nomination", self.actor, row, self.now),
            entries=history_of(row, self.actor, may_mark=self.may_mark),
            failed=failed,
        )

    def acts(self) -> dict[str, Any]:
        """The panel: what can be done now, and why the rest cannot."""
        found = [self.within_quota(each) for each in NOMINATION.actions_for(self.actor, self.nomination)]
        return {
            "actions": [each for each in found if each.decision],
            "not_now": [each for each in found if not each.decision],
            "act_url": reverse("nomination-act", args=[self.nomination.number]),
            "primary": PRIMARY,
        }

    def within_quota(self, each: Action) -> Action:
        """What the database would refuse is not offered."""
        if each.edge.action != PRIMARY or not each.decision:
            return each
        places = full_quota(self.nomination)
        return replace(each, decision=denied(full_words(places))) if places else each

    def links(self) -> list[tuple[str, str]]:
        row = self.nomination
        links = [("打印申报表", reverse("nomination-sheet", args=[row.number]))]
        if row.assessment is not None:
            links.append(("自评表", reverse("assessment", args=[row.assessment.number])))
        if row.submitted_at is not None:
            links.insert(0, ("收件回执", reverse("nomination-receipt", args=[row.number])))
        return links

    def register_rows(self, marks: Any) -> list[dict[str, Any]]:
        """What the register says; nothing of it is typed here."""
        row = self.nomination
        return [
            {
                "label": "登记资料",
                "value": f"{row.site.filing_number}(第 {row.version.number} 版)",
                **marks.get(REGISTER, {}),
            },
            {"label": "阵地类型", "value": row.version.type_label},
            {"label": "主管工会", "value": row.site.managing_union.name},
            {"label": "推荐工会", "value": row.branch.name},
            *(
                {"label": each["label"], "value": ("符合:" if each["is_met"] else "不符合:") + each["words"]}
                for each in row.eligibility
            ),
        ]

    def practices_row(self, marks: Any) -> list[dict[str, Any]]:
        return practices_rows(self.nomination, marks.get(PRACTICES, {}))


class ActOnNomination(NominationPage):
    """One action of the panel, or of the list, to which it leads back then."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row, action, seen = self.nomination, request.POST.get("action", ""), self.seen
        if action not in ACTS and action not in MOVES:
            raise BadRequest("an unknown action")
        require_right(row, "move" if action in MOVES else action, actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:MOST_NOTE]
        try:
            return self.once(lambda: self.act(row.pk, action, seen, note))
        except NoteMissing as missing:
            return self.show(400, code=action, error=missing.reason, note=note)
        except Refusal as refused:
            return self.show(400, code=action, error=refused.sentence, note=note, reason=refused.sentence)
        except TransitionRefused as refusal:
            return self.refused(refusal)

    def act(self, key: int, action: str, seen: int, note: str) -> str:
        if action in MOVES:
            services.move(key, up=MOVES[action], actor=self.actor, now=self.now, seen=seen)
            return self.back
        edge = NOMINATION.edges[action]
        word = {"note": note} if edge.needs_note or action == "recommend" else {}
        ACTS[action](key, actor=self.actor, now=self.now, seen=seen, **word)
        messages.success(self.request, f"{self.name}:{edge.label}已办理。")
        return self.back

    @property
    def back(self) -> str:
        """To where the button stood."""
        if self.request.POST.get("back") == "list":
            return f"{reverse('nominations', args=[self.nomination.round_id])}#ranking"
        return self.page_url

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.back)
