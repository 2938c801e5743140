"""The page behind the code at the door: three large buttons. It knows no person and keeps nothing of the visitor."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from sites.use.rating_door import closed_words
from sites.use.services import count_answer
from sites.use.vocabulary import ANSWERS
from sites.views.tapping import TapPage


class RatePage(TapPage):
    """``/s/<code>/rate/``; ``?done=1`` thanks."""

    name = "site-rate"
    template_name = "sites/use/rate.html"
    typed = ("answer",)

    #: This device had answered today; its last answer counts.
    is_again = False

    def count(self, tapped: dict[str, str]) -> None:
        device = self.request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
        answer = tapped["answer"]
        self.is_again = count_answer(self.site, answer, address=self.address, by=self.by, device=device)

    @property
    def thanks(self) -> str:
        return f"{super().thanks}&again=1" if self.is_again else super().thanks

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        more = {"is_again": "again" in self.request.GET, **more}
        return super().show(status, answers=ANSWERS.items(), closed_words=closed_words(self.site), **more)
