"""What is known of a case before anything is left out, and every name that would tell whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from demonstration.models import Nomination, NominationPaper, Review, ReviewAnswer
from inspection.assessing.frozen import Frozen
from inspection.models import ScoreAnswer, ScoreProof
from rulebook.outcome import Outcome
from rulebook.rubric import Rubric


@dataclass(frozen=True)
class Material:
    """Everything that is known of a case. Stays between selectors and this module.

    ``names``: what must not be read in a blind round. ``others``: totals (tenths) that other reviewers handed in, where
    the phase shows them.
    """

    review: Review
    nomination: Nomination
    rubric: Rubric
    readings: Frozen
    facilities: tuple[str, ...]
    answers: Mapping[str, ReviewAnswer]
    outcome: Outcome
    own: Mapping[str, ScoreAnswer]
    own_outcome: Outcome
    proofs: tuple[ScoreProof, ...]
    papers: tuple[NominationPaper, ...]
    names: tuple[str, ...]
    others: tuple[int, ...] = ()

    @property
    def is_blind(self) -> bool:
        return bool(self.nomination.round.is_blind)


def name_of(nomination: Nomination) -> str:
    """What a reviewer calls the case."""
    return f"申报 {nomination.code}" if nomination.round.is_blind else str(nomination.site)


def identities_of(nomination: Nomination, unions: Iterable[str], persons: Iterable[str]) -> tuple[str, ...]:
    """Every name that would tell which site this is. ``unions``: those below the issuer; ``persons``: who wrote."""
    site, version = nomination.site, nomination.version
    district = version.district
    return tuple(
        each
        for each in (
            *(site.name, version.name, site.code, site.filing_number, nomination.number),
            *(version.host_name, version.host_credit_code, version.address, version.building),
            *(version.line, version.station, version.depot, version.directions),
            *(version.manager_name, version.daily_keeper, version.manager_phone, version.public_phone),
            *(district.name, district.short_name, *unions, *persons),
        )
        if each
    )
