"""The page behind the code at the door: three large buttons. It knows no person and keeps nothing of the visitor."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

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
from sites.use.rating_door import closed_words
from sites.use.services import NoMoreToday, count_answer
from sites.use.vocabulary import ANSWERS
from sites.views.public import known_code


@method_decorator(never_cache, name="dispatch")
class RatePage(View):
    """``/s/<code>/rate/``; ``?done=1`` thanks."""

    http_method_names = ["get", "head", "post", "options"]

    @cached_property
    def site(self) -> ServiceSite:
        found = public_site(known_code(self.kwargs["code"]))
        if found is None or found.version is None:
            raise Http404
        return found

    @cached_property
    def now(self) -> datetime:
        return clock.now()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show(is_done="done" in request.GET)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key, answer = parse_key(request.POST.get("key", "")), request.POST.get("answer", "")
        if key is None:
            raise BadRequest("a form without its key")
        thanks = f"{reverse('site-rate', args=[self.site.code])}?done=1"

        def counted() -> str:
            address = request.META.get("REMOTE_ADDR", "")
            count_answer(self.site, answer, address=address, by=Sender(NOBODY, self.now))
            return thanks

        try:
            content = {"to": request.path, "answer": answer}
            return HttpResponseRedirect(perform_once(key, content, counted, actor=NOBODY, now=self.now))
        except KeyConflict:  # another button of a form that was counted: one answer a form
            return HttpResponseRedirect(thanks)
        except NoMoreToday:
            return self.crowded()
        except Refusal as refused:
            return self.show(400, problem=refused.sentence)
        except TransitionRefused:
            return self.show(409)

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        site = self.site
        context = {"site": site, "answers": ANSWERS.items(), "closed_words": closed_words(site), **more}
        return render(self.request, "sites/use/rate.html", context, status=status)

    def crowded(self) -> HttpResponse:
        """Until the day is over."""
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time(), LEGAL_ZONE)
        answer = self.show(429, is_crowded=True)
        answer["Retry-After"] = str(max(1, int((midnight - self.now).total_seconds())))
        return answer
