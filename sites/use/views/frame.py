"""What have the pages of the records in common? The site within reach, the ways between them, who may write, the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import NotValid, OfficePage
from core.workflow import TransitionRefused
from sites.models import ServiceSite
from sites.models.entered import Entered
from sites.policy import SITES
from sites.refusals import Refusal
from sites.selectors import site_within
from sites.services import Sender
from sites.services.reaching import note_site_out_of_reach
from sites.site_type import SiteType
from sites.use.checks import Frame
from sites.use.forms import UseForm
from sites.use.selectors import entries_of
from sites.use.services import require_keeping
from sites.views.public import known_code
from sites.vocabulary import IN_USE

#: Name of the address, label, and whether a type has the page.
PAGES: tuple[tuple[str, str, Callable[[SiteType], bool]], ...] = (
    ("site-use", "月度使用统计", lambda kind: True),
    ("site-use-scans", "扫码登记", lambda kind: True),
    ("site-use-activities", "活动记录", lambda kind: True),
    ("site-use-sessions", "办班记录", lambda kind: kind.use.sessions),
    ("site-use-requests", "诉求记录", lambda kind: kind.use.requests),
    ("site-use-plan", "年度计划", lambda kind: bool(kind.use.plan)),
    ("site-use-faults", "报修记录", lambda kind: True),
    ("site-use-ratings", "满意度", lambda kind: True),
)


def entered_words(row: Entered) -> str:
    """市南区总工会(区(市)代填)"""
    return f"{row.office}(区(市)代填)" if row.entered_as == "district" else row.office


class UsePage(OfficePage):
    """``/desk/sites/<code>/use/…``; ``name`` is the name of its address."""

    name: ClassVar[str] = ""
    #: Whether somebody of the office types what stands here.
    is_typed: ClassVar[bool] = True

    @cached_property
    def site(self) -> ServiceSite:
        code = known_code(self.kwargs["code"])
        found = site_within(self.actor, code)
        if found is None:
            if self.request.method == "POST":
                note_site_out_of_reach(code, actor=self.actor, now=self.now)
            raise Http404
        if not any(name == self.name and has(found.kind) for name, _, has in PAGES):
            raise Http404
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whether there is such a page comes before what was sent to it."""
        if request.user.is_authenticated and not self.site.code:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        return next(label for name, label, _ in PAGES if name == self.name)

    @property
    def url(self) -> str:
        return reverse(self.name, args=[self.site.code])

    @property
    def by(self) -> Sender:
        return Sender(self.actor, self.now, self.seen)

    @cached_property
    def frame(self) -> Frame:
        version = self.site.version
        there = tuple(version.facilities) if version else ()
        opened = version.opened_on if version else None
        return Frame(self.site.kind, self.now.date(), opened, facilities=there)

    @cached_property
    def may_keep(self) -> bool:
        return self.site.state in IN_USE and bool(SITES.decide(self.actor, "keep_records", self.site))

    @property
    def is_for_keeper(self) -> bool:
        """Whether it is written by the district in the keeper's place."""
        place = self.site.place
        return self.may_keep and not any(g.role == "keeper" and g.manages(place) for g in self.actor.grants)

    def show(self, form: UseForm | None = None, status: int = 200, /, **more: Any) -> HttpResponse:
        site = self.site
        ways = [(label, reverse(name, args=[site.code])) for name, label, has in PAGES if has(site.kind)]
        return self.page(
            status,
            **{
                "form": form if self.may_keep else None,
                "site": site,
                "title": self.title,
                "own_url": self.url,
                "may_keep": self.may_keep,
                "is_for_keeper": self.is_for_keeper,
                "more": [(label, url) for label, url in ways if url != self.url],
                "crumbs": [("阵地", reverse("sites")), (str(site), reverse("site-file", args=[site.code]))],
                "entries": list(entries_of(site)) if self.is_typed else None,
                **more,
            },
        )

    def write(self, form: UseForm, work: Callable[[dict[str, Any]], str], /, **more: Any) -> HttpResponse:
        """Judged within the one sending, so that a second click leads to the first result. ``work`` gets what was typed and gives the message."""

        def judged() -> str:
            if not form.is_valid():
                raise NotValid
            messages.success(self.request, work(form.cleaned_data))
            return self.back

        require_keeping(self.site, actor=self.actor, now=self.now)
        try:
            return self.once(judged)
        except NotValid:
            return self.show(form, 400, **more)
        except Refusal as refused:
            form.add_error(None, refused.sentence)
            return self.show(form, 400, **more)
        except TransitionRefused as refusal:
            return self.too_late(refusal, self.url)

    @property
    def back(self) -> str:
        """Where a form leads when it was taken."""
        return self.url
