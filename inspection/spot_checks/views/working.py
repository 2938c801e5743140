"""The seed draws, and each drawn site gets its visit or its reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.workflow import NoteMissing, TransitionRefused
from inspection.models import DrawnSite
from inspection.rectifying.forms import NoteForm
from inspection.spot_checks.policy import SPOT_CHECKS, records
from inspection.spot_checks.selectors import (
    drawn_within,
)
from inspection.spot_checks.services import (
    draw_sites,
    give_up_draw,
    record_drawn,
    skip_drawn,
)
from inspection.spot_checks.transitions import SPOT_CHECK
from inspection.spot_checks.views.base import OneDraw, check_url
from inspection.spot_checks.views.showing import DrawPage
from inspection.visiting.forms import SightingForm
from inspection.visiting.services import BadSighting
from inspection.visiting.views import visit_url


class ActOnDraw(DrawPage):
    """The seed is revealed and draws, or the draw is given up."""

    http_method_names = ("post", "options")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check, action, seen = self.check, request.POST.get("action", ""), self.seen
        if action not in ("draw", "give_up"):
            raise BadRequest("an unknown action")
        form, typed = NoteForm(request.POST), request.POST.get("note", "")
        if not form.is_valid():
            SPOT_CHECKS.require(self.actor, action, check)
            return self.show(400, code=action, error="".join(form.errors["note"]), note=typed)
        try:
            return self.once(lambda: self.act(check.pk, action, form.cleaned_data["note"], seen))
        except NoteMissing as missing:
            return self.show(400, code=action, error=missing.reason, note=typed)
        except TransitionRefused as refusal:
            return self.too_late(refusal, check_url(check))

    def act(self, key: int, action: str, note: str, seen: int) -> str:
        if action == "draw":
            draw_sites(key, actor=self.actor, now=self.now, seen=seen)
        else:
            give_up_draw(key, actor=self.actor, now=self.now, note=note, seen=seen)
        edge = SPOT_CHECK.edges[action]
        messages.success(self.request, f"{edge.label}。{edge.consequence}")
        return reverse("spot-check", args=[key])


class OneDrawn(OneDraw):
    """A page of one drawn site."""

    @cached_property
    def drawn(self) -> DrawnSite:
        found = drawn_within(self.actor, self.check.pk, self.kwargs["position"])
        if found is None:
            raise Http404
        return found

    def frame(self) -> dict[str, Any]:
        site = self.drawn.site
        address = site.version.address if site.version else ""
        return {
            "check": self.check,
            "drawn": self.drawn,
            "site": site,
            "crumbs": self.crumbs,
            "lead": f"{site} · {site.district.name} · {address}",
            "back_url": check_url(self.check),
        }


class DrawnVisit(OneDrawn):
    """What was found at a drawn site."""

    template_name = "inspection/drawn_visit.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        names = "、".join(name for _, name in self.drawn.inspectors)
        form = SightingForm(now=self.now, organisation=self.check.union.name, inspectors=names)
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check, drawn = self.check, self.drawn
        form = SightingForm(request.POST, now=self.now)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.record(check.pk, drawn.position, form))
        except BadSighting as bad:
            form.refuse(bad.problems)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, check_url(check))

    def record(self, key: int, position: int, form: SightingForm) -> str:
        visit = record_drawn(key, position, form.sighting(), actor=self.actor, now=self.now)
        messages.success(self.request, "检查结果已登记。有照片的,请在下面上传。")
        return visit_url(visit)

    def show(self, form: SightingForm, status: int = 200) -> HttpResponse:
        return self.page(status, form=form, decision=records(self.actor, self.drawn), **self.frame())


class DrawnSkip(OneDrawn):
    """Why nobody was there."""

    template_name = "inspection/drawn_skip.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        SPOT_CHECKS.require(self.actor, "skip", self.check)
        return self.show(NoteForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check, drawn, form = self.check, self.drawn, NoteForm(request.POST)
        form.fields["note"].label = "未检查的原因"
        if not form.is_valid():
            SPOT_CHECKS.require(self.actor, "skip", check)
            return self.show(form, 400)
        try:
            return self.once(lambda: self.skip(check.pk, drawn.position, form.cleaned_data["note"]))
        except NoteMissing as missing:
            form.add_error("note", missing.reason)
            return self.show(form, 400)
        except TransitionRefused as refusal:
            return self.too_late(refusal, check_url(check))

    def skip(self, key: int, position: int, why: str) -> str:
        skip_drawn(key, position, why[:300], actor=self.actor, now=self.now)
        messages.success(self.request, "已登记未检查的原因。")
        return check_url(self.check)

    def show(self, form: NoteForm, status: int = 200) -> HttpResponse:
        form.fields["note"].label = "未检查的原因"
        return self.page(status, form=form, **self.frame())
