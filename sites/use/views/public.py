"""The page behind the code at the door: three large buttons. It knows no person and keeps nothing of the visitor."""

from __future__ import annotations

from typing import Any

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

    def count(self, tapped: dict[str, str]) -> None:
        count_answer(self.site, tapped["answer"], address=self.address, by=self.by)

    def show(self, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(status, answers=ANSWERS.items(), closed_words=closed_words(self.site), **more)
