"""Which labels do the pictures of a case carry for those who check? Never asked by a rule, a move or a score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from core.actor import Actor
from core.clock import LEGAL_ZONE
from filing.models import Filing
from sites.pictures.labels import YEAR_BEFORE, Label, Told, place_label, reuse_label, time_label
from sites.pictures.selectors import told_of
from sites.pictures.uses import case_of


def cycle_of(filing: Filing) -> date:
    """The first day of the cycle in which pictures of the case should be taken."""
    return filing.created_at.astimezone(LEGAL_ZONE).date() - YEAR_BEFORE


def add_labels(slots: Iterable[dict[str, Any]], filing: Filing, actor: Actor) -> None:
    """Put the labels beside each picture of the slots, as ``pages.slots_of`` made them."""
    version = filing.version
    pictures = [photo.attachment for photo in version.pictures]
    told = told_of(actor, pictures, version.site_id, case_of(version))
    labels = {
        photo.attachment_id: [
            time_label(photo.attachment.taken_at, photo.attachment.created_at, cycle_of(filing)),
            place_label(photo.attachment, version),
            _reuse(told[photo.attachment_id]),
        ]
        for photo in version.pictures
    }
    for slot in slots:
        for shown in slot["photos"]:
            shown["labels"] = labels[shown["key"]]


def _reuse(told: Told) -> Label:
    return reuse_label(told, lambda code: reverse("site-file", args=[code]))
