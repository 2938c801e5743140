"""What would each signature do? All of it is shown before it is given; then each stands for itself."""

from __future__ import annotations

from django.db.models import QuerySet
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

NOTHING_PICKED = "还没有选择要签批的措施,请勾选后再预览。"
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
    """``/desk/consequences/sign/``: what can be signed, to choose from; ``?pick=<key>``: what is chosen, before it is signed."""

    template_name = "inspection/consequences_sign.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        self.require_signer()
        picked = keys_in(request.GET.getlist("pick")[:MOST])
        if picked:
            return self.show(SignForm(), picked)
        return self.choose(NOTHING_PICKED if "preview" in request.GET else "")

    @property
    def ready(self) -> QuerySet[Consequence]:
        return to_sign(self.actor, self.now.astimezone(LEGAL_ZONE).date())

    def choose(self, error: str = "") -> HttpResponse:
        """Nothing is chosen beforehand."""
        rows = self.ready.order_by("site__district_id", "action", "earliest_on", "pk")
        return self.page(
            400 if error else 200,
            error=error,
            groups=pages.groups_of(list(rows[:MOST])),
            count=rows.count(),
            most=MOST,
            back_url=reverse("consequences"),
            crumbs=self.crumbs,
        )

    def show(self, form: SignForm, picked: list[int], status: int = 200) -> HttpResponse:
        """Each with its causes and what its signature does; those that cannot be signed now are counted."""
        rows = list(self.ready.filter(pk__in=picked))
        grown = pages.causes_grown(rows)
        return self.page(
            status,
            form=form,
            picked=[pages.preview_of(row, grown) for row in rows],
            left_out=len(set(picked)) - len(rows),
            is_preview=True,
            back_url=reverse("consequences-sign"),
            crumbs=self.crumbs,
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """The confirmed selection; what was decided meanwhile is told with its reason."""
        self.require_signer()
        picked = keys_in(request.POST.getlist("pick")[:MOST])
        if not picked:
            return self.choose(NOTHING_PICKED)
        form = SignForm(request.POST)
        if not form.is_valid():
            return self.show(form, picked, 400)
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
