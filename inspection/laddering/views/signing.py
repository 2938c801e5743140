"""What would each signature do? All of it is shown before it is given; then each stands for itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.clock import LEGAL_ZONE
from core.policy import NotAllowed
from core.views import OfficePage
from core.workflow import TransitionRefused
from inspection.laddering import pages
from inspection.laddering.forms import SignForm
from inspection.laddering.selectors import signs_anywhere, to_sign, within
from inspection.laddering.services import Picked, note_out_of_reach, sign_together
from inspection.laddering.views.base import CRUMB
from inspection.models import Consequence

#: As many at once as one page shows.
MOST = 50

#: What the last act did, kept for the page that tells it.
RESULT = "consequences.signed"

MAY_NOT_SIGN = "处置措施由有签批权限的市总工会、区(市)总工会经办人签批,您的账号没有这项权限。"


class SignBase(OfficePage):
    long_texts = {"note": "签批意见"}

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [CRUMB, ("处置措施", reverse("consequences"))]

    def require_signer(self) -> None:
        if not signs_anywhere(self.actor):
            raise NotAllowed(MAY_NOT_SIGN)


class SignPage(SignBase):
    """``/desk/consequences/sign/``, all that can be signed, or those picked: ``?pick=<key>``"""

    template_name = "inspection/consequences_sign.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        self.require_signer()
        return self.show(SignForm())

    def show(self, form: SignForm, status: int = 200) -> HttpResponse:
        found = to_sign(self.actor, self.now.astimezone(LEGAL_ZONE).date())
        picked = keys_in(self.request.GET.getlist("pick"))
        chosen = found.filter(pk__in=picked) if picked else found
        return self.page(
            status,
            form=form,
            rows=[self.preview(row) for row in chosen[:MOST]],
            count=chosen.count(),
            most=MOST,
            is_picked=bool(picked),
            back_url=reverse("consequences"),
            crumbs=self.crumbs,
        )

    def preview(self, row: Consequence) -> dict[str, Any]:
        return {
            "row": row,
            "causes": pages.cause_rows(row),
            "effect": pages.effect_of(row),
            "duty": pages.duty_of(row),
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        """The confirmed selection; what was decided meanwhile is told with its reason."""
        self.require_signer()
        form = SignForm(request.POST)
        if not form.is_valid():
            return self.show(form, 400)
        try:
            return self.once(lambda: self.sign(form.cleaned_data["note"]))
        except TransitionRefused as refusal:  # the form was sent before, with another content
            return self.too_late(refusal, reverse("consequences-sign"))

    def sign(self, note: str) -> str:
        """Only what is within reach; ``seen-<key>`` is the revision that was looked at."""
        post = self.request.POST
        keys = keys_in(post.getlist("pick")[:MOST])
        reached = set(within(self.actor).filter(pk__in=keys).values_list("pk", flat=True))
        for key in sorted(set(keys) - reached):
            note_out_of_reach(key, actor=self.actor, now=self.now)
        seen = {key: keys_in([post.get(f"seen-{key}", "")]) for key in reached}
        picked = [Picked(key, revision[0] if revision else -1) for key, revision in seen.items()]
        done = sign_together(picked, actor=self.actor, now=self.now, note=note)
        self.request.session[RESULT] = [
            [each.key, each.name, each.words, each.url, each.refused] for each in done
        ]
        return reverse("consequences-signed")


class SignedPage(SignBase):
    """What became of each."""

    template_name = "inspection/consequences_signed.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        told = request.session.get(RESULT)
        if not told:
            return HttpResponseRedirect(reverse("consequences"))
        rows = [dict(zip(("key", "name", "words", "url", "refused"), each, strict=True)) for each in told]
        return self.page(
            done=[row for row in rows if not row["refused"]],
            refused=[row for row in rows if row["refused"]],
            crumbs=self.crumbs,
        )


def keys_in(values: list[str]) -> list[int]:
    """Keys of rows; whatever is no key is left out."""
    return [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 18]
