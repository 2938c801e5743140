"""What do pages of one nomination have in common? Beyond reach, and behind a wall, there is none."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property

from core.views import OfficePage
from core.workflow import TransitionRefused
from demonstration.models import Nomination, NominationState, Round
from demonstration.nominating.pages import Sheet
from demonstration.nominating.policy import NOMINATIONS, may_write
from demonstration.nominating.selectors.rows import newest_version_number, nomination_within
from demonstration.nominating.services.reaching import note_out_of_reach
from demonstration.nominating.words import TAGS, told_state
from demonstration.rounds.selectors import round_within

#: Inputs into which people write sentences.
LONG_TEXTS = {
    "practices": "主要做法",
    "note": "说明",
    "problem": "问题",
    "remedy": "怎样算合格",
    "late_reason": "后补提出的原因",
}


class RoundBase(OfficePage):
    """A page about the nominations of one round."""

    @cached_property
    def round(self) -> Round:
        found = round_within(self.actor, self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        return [("示范评定", reverse("rounds")), (self.round.title, reverse("round", args=[self.round.pk]))]


class NominationBase(OfficePage):
    """A page of one nomination."""

    long_texts = LONG_TEXTS

    @cached_property
    def nomination(self) -> Nomination:
        found = nomination_within(self.actor, self.kwargs["number"])
        if found is None:
            if self.request.method == "POST":
                note_out_of_reach(self.kwargs["number"], actor=self.actor, now=self.now)
            raise Http404
        return found

    @cached_property
    def sheet(self) -> Sheet:
        row = self.nomination
        returned = row.state == NominationState.RETURNED
        return Sheet(row, self.now, newest_version_number(row) if returned else None)

    def look_again(self) -> None:
        """After something was written: the next question reads anew."""
        for name in ("nomination", "sheet"):
            self.__dict__.pop(name, None)

    @property
    def page_url(self) -> str:
        return reverse("nomination", args=[self.nomination.number])

    @property
    def name(self) -> str:
        return self.nomination.version.name or str(self.nomination.site)

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        round = self.nomination.round
        return [
            ("示范评定", reverse("rounds")),
            (round.title, reverse("round", args=[round.pk])),
            ("申报", reverse("nominations", args=[round.pk])),
        ]

    @cached_property
    def may_write(self) -> bool:
        return may_write(self.actor, self.nomination)

    @cached_property
    def may_mark(self) -> bool:
        row = self.nomination
        at_the_branch = row.state == NominationState.SUBMITTED
        return at_the_branch and bool(NOMINATIONS.decide(self.actor, "mark", row))

    def refused(self, refusal: TransitionRefused) -> HttpResponse:
        return self.too_late(refusal, self.page_url)

    def frame(self) -> dict[str, Any]:
        """What every page of it shows at its head."""
        row = self.nomination
        return {
            "nomination": row,
            "name": self.name,
            "crumbs": self.crumbs,
            "inner_crumbs": [*self.crumbs, (self.name, self.page_url)],
            "page_url": self.page_url,
            "tag": TAGS[told_state(row)],
            "state_label": told_state(row).label,
            "measure": self.sheet.board.measure,
        }
