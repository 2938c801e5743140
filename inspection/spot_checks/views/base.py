"""What do all pages of one draw have in common? The draw within reach, and the way back to it."""

from __future__ import annotations

from django.http import Http404
from django.utils.functional import cached_property

from core.views import OfficePage
from inspection.models import SpotCheck
from inspection.spot_checks.pages import check_url as check_url
from inspection.spot_checks.selectors import (
    draw_within,
)

CRUMBS = [("检查", "/desk/inspections/"), ("抽查", "/desk/inspections/?tab=draws")]


class OneDraw(OfficePage):
    """A page of one draw; beyond reach there is none."""

    long_texts = {"note": "说明", "findings": "看到的情况"}

    @cached_property
    def check(self) -> SpotCheck:
        found = draw_within(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [*CRUMBS, (self.check.title, check_url(self.check))]
