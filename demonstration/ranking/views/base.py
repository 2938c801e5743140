"""What do pages of an order share? The tables, read once; whoever has a conflict in the round sees none of them."""

from __future__ import annotations

from django.utils.functional import cached_property

from demonstration.models import RoundGrade, RoundState
from demonstration.ranking.selectors import grade_names, sealed_tables, tables_of
from demonstration.ranking.tables import Table
from demonstration.rounds.policy import ROUNDS
from demonstration.rounds.views.base import RoundBase

#: There is an order to look at.
SHOWN_IN = (RoundState.REVIEW, RoundState.LOCKED, RoundState.PUBLICITY, RoundState.NAMED)


class RankingBase(RoundBase):
    """A page of the order of one round."""

    def require_sight(self) -> None:
        """Raises ``NotAllowed`` with the reason."""
        ROUNDS.require(self.actor, "see_ranking", self.round)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """As the list sealed them, once it has: who left it afterwards moves nobody up."""
        return sealed_tables(self.round) or tables_of(self.round, self.grades)

    @cached_property
    def names(self) -> dict[str, str]:
        return grade_names(self.grades)

    @cached_property
    def grades(self) -> list[RoundGrade]:
        return list(self.round.grades.all())

    def grades_of(self, site_type: str) -> list[RoundGrade]:
        found = [each for each in self.grades if each.site_type in ("", site_type)]
        return sorted(found, key=lambda each: each.position)
