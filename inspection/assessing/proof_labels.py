"""Which labels do the pictures of an assessment carry for those who check? Never asked by a rule, a move or a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from core.actor import Actor
from inspection.assessing.proof_uses import case_of_proofs
from inspection.assessing.selectors import Board
from inspection.models import Assessment
from sites.pictures.labels import YEAR_BEFORE, Label, place_label, reuse_label, time_label
from sites.pictures.selectors import told_of


def labels_since(row: Assessment) -> date:
    """The first day on which a picture may have been taken to show what is judged."""
    first = row.cycle_first
    return first - YEAR_BEFORE if first == row.cycle_last else first


def labels_of(board: Board, actor: Actor) -> dict[UUID, Sequence[Label]]:
    """Beside each picture of the board: when, where, and whether it was seen before."""
    row = board.assessment
    pictures = {proof.attachment_id: proof.attachment for proofs in board.proofs.values() for proof in proofs}
    told = told_of(actor, pictures.values(), row.site_id, case_of_proofs(row))
    since = labels_since(row)
    return {
        key: (
            time_label(picture.taken_at, picture.created_at, since),
            place_label(picture, row.version),
            reuse_label(told[key], lambda code: reverse("site-file", args=[code]), here="本次评定"),
        )
        for key, picture in pictures.items()
    }
