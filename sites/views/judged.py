"""How is a form of the office judged, and a button of it done? Once; what is wrong is shown, whoever is late is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.reaching import require
from core.views import OfficePage
from core.workflow import Machine, NoteMissing, TransitionRefused
from sites.refusals import Refusal


class JudgedForm(OfficePage):
    """A page with one form. ``show`` draws it, ``write`` does what it asks for and gives the address of the result."""

    show: Callable[..., HttpResponse]
    write: Callable[[Any], str]

    #: Where one leads back who came too late.
    page_url: str

    #: The field beside which a refusal in words is told; above the form without it.
    told_beside: ClassVar[str | None] = None

    def judged(self, form: forms.BaseForm) -> HttpResponse:
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.write(form))
        except Refusal as refused:
            form.add_error(self.told_beside, refused.sentence)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.not_now(form, refusal)

    def not_now(self, form: forms.BaseForm, refusal: TransitionRefused) -> HttpResponse:
        """What was asked for is not possible any more."""
        return self.too_late(refusal, self.page_url)

    def again(self, form: forms.BaseForm, refusal: TransitionRefused) -> HttpResponse:
        """The same of something that the person can mend on this page."""
        form.add_error(None, refusal.reason)
        return self.show(form, 409)


class PanelAct(OfficePage):
    """One action of the panel of a page: which ones there are is told by ``acts``, how each is called by the edges."""

    http_method_names = ("post", "options")
    machine: Machine[Any]
    acts: Mapping[str, Callable[..., Any]]
    #: The row that is moved, and the page that shows it.
    moved: Any
    page_url: str
    show: Callable[..., HttpResponse]
    #: Which right an act asks for, where it is not its own; and what is said of acts that are no edges.
    rights: ClassVar[Mapping[str, str]] = {}
    said: ClassVar[Mapping[str, str]] = {}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        action, moved, seen = request.POST.get("action", ""), self.moved, self.seen
        if action not in self.acts:
            raise BadRequest("an unknown action")
        require(self.machine, moved, self.rights.get(action, action), actor=self.actor, now=self.now)
        note = request.POST.get("note", "").strip()[:300]
        edge = self.machine.edges.get(action)
        word = {"note": note} if edge and edge.needs_note else {}
        try:
            return self.once(lambda: self.act(action, seen, word))
        except NoteMissing as missing:
            return self.show(400, failed=action, error=missing.reason, note=note)
        except TransitionRefused as refusal:
            return self.show(409, reason=refusal.reason)

    def act(self, action: str, seen: int, word: dict[str, str]) -> str:
        self.acts[action](self.moved.pk, actor=self.actor, now=self.now, seen=seen, **word)
        messages.success(self.request, f"{self.said.get(action) or self.machine.edges[action].label}。")
        return self.page_url


class ButtonBeside(OfficePage):
    """A button beside one line of a page; where a word is missing, the person is led back to the line."""

    http_method_names = ("post", "options")
    act: Callable[[], str]
    refused: Callable[[TransitionRefused], HttpResponse]
    #: The line on its page.
    after: str

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return self.once(self.act)
        except NoteMissing as missing:
            messages.error(request, missing.reason)
            return HttpResponseRedirect(self.after)
        except TransitionRefused as refusal:
            return self.refused(refusal)
