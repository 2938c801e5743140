"""Which pictures prove an item somewhere? Told to whoever compares pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from inspection.models import Assessment, AssessmentState, ScoreProof
from sites.pictures.uses import Use


def case_of_proofs(assessment: Assessment) -> str:
    """Pictures of one assessment are handed in together."""
    return f"assessment {assessment.pk}"


def uses_as_proof(keys: Collection[UUID]) -> Iterator[Use]:
    """By assessment; one that was voided shows nothing any more."""
    rows = ScoreProof.objects.filter(attachment__in=keys).exclude(assessment__state=AssessmentState.VOID)
    rows = rows.select_related("assessment__version").order_by("-pk")
    for proof in rows.only("attachment", "assessment__site", "assessment__version__name"):
        row = proof.assessment
        yield Use(proof.attachment_id, row.site_id, row.version.name, case_of_proofs(row))
