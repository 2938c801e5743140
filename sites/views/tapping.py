"""Pages on which a visitor taps once, without a name: one form counts once, a crowd is told to come tomorrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.cache import never_cache
from django.views.generic import View

from core import clock
from core.actor import NOBODY
from core.clock import LEGAL_ZONE
from core.once import KeyConflict, parse_key, perform_once
from core.workflow import TransitionRefused
from sites.models import ServiceSite
from sites.refusals import Refusal
from sites.selectors import public_site
from sites.services import Sender
from sites.use.services import NoMoreToday
from sites.views.public import known_code


@method_decorator(never_cache, name="dispatch")
class TapPage(View):
    """``name`` is the name of its address; ``typed`` the fields that belong to the tap. It keeps nothing of the visitor."""

    http_method_names: ClassVar[list[str]] = ["get", "head", "post", "options"]
    name: ClassVar[str] = ""
    template_name: ClassVar[str] = ""
    typed: ClassVar[tuple[str, ...]] = ()
    #: Hands the tap to its service.
    count: Callable[[dict[str, str]], None]

    @cached_property
    def site(self) -> ServiceSite:
        found = public_site(known_code(self.kwargs["code"]))
        if found is None or found.version is None:
            raise Http404
        return found

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    @property
    def by(self) -> Sender:
        return Sender(NOBODY, self.now)

    @property
    def address(self) -> str:
        """Where the tap came from; only a digest of a day is made of it."""
        return str(self.request.META.get("REMOTE_ADDR", ""))

    @property
    def thanks(self) -> str:
        return f"{reverse(self.name, args=[self.site.code])}?done=1"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(is_done="done" in request.GET)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key = parse_key(request.POST.get("key", ""))
        if key is None:
            raise BadRequest("a form without its key")
        tapped = {name: request.POST.get(name, "") for name in self.typed}

        def counted() -> str:
            self.count(tapped)
            return self.thanks

        try:
            content = {"to": request.path, **tapped}
            return HttpResponseRedirect(perform_once(key, content, counted, actor=NOBODY, now=self.now))
        except KeyConflict:  # another button of a form that was counted: one tap a form
            return HttpResponseRedirect(self.thanks)
        except NoMoreToday:
            return self.crowded()
        except Refusal as refused:
            return self.show(400, problem=refused.sentence)
        except TransitionRefused:
            return self.show(409)

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        return render(self.request, self.template_name, {"site": self.site, **more}, status=status)

    def crowded(self) -> HttpResponse:
        """Until the day is over."""
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time(), LEGAL_ZONE)
        answer = self.show(429, is_crowded=True)
        answer["Retry-After"] = str(max(1, int((midnight - self.now).total_seconds())))
        return answer
