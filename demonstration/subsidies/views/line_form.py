"""A form about one line in some states."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import reverse

from core.money import yuan
from demonstration.subsidies.policy import SUBSIDIES
from demonstration.subsidies.services.reaching import require_line
from demonstration.subsidies.views.base import FormPage, LineBase


class LineFormPage(LineBase, FormPage):
    """A form about one line in some states."""

    action = ""
    stands_in: tuple[str, ...] = ()

    def require(self, *, leaves_trail: bool) -> None:
        if leaves_trail:
            require_line(self.line, self.action, actor=self.actor, now=self.now)
            return
        SUBSIDIES.require(self.actor, self.action, self.line)
        if self.line.state not in self.stands_in:
            raise Http404

    @property
    def crumbs(self) -> list[tuple[str, str]]:  # type: ignore[override]  # the way back to the line
        return [("补助", reverse("subsidies")), (f"{self.line.site} {self.line.number}", self.page_url)]

    @property
    def revision(self) -> int | None:
        return self.line.revision

    @property
    def about(self) -> dict[str, Any]:
        return {"actor": self.actor, "now": self.now}

    @property
    def facts(self) -> list[dict[str, Any]]:
        return [
            {"label": "阵地", "value": str(self.line.site)},
            {"label": "金额", "value": yuan(self.line.amount)},
            {"label": "计算依据", "value": self.line.rule},
        ]
