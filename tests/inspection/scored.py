"""What stands behind the addresses of assessments, for the table of all addresses: one begun, one handed in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inspection.assessing import services
from inspection.models import Assessment, ScoreProof
from rulebook.rubric import Purpose
from rulebook.selectors import measure_of
from sites.models import ServiceSite
from tests.factories import NOW
from tests.inspection.boards import YEAR, answer, put_in_force
from tests.office import Office, picture


@dataclass
class Scored:
    """Rows and codes by what an address is of; bodies by its name."""

    codes: dict[str, str]
    rows: dict[str, Assessment]
    proof: ScoreProof

    def address(self, name: str, of: str) -> str:
        if of == "-":
            return reverse(name)
        if name == "assessment-new":
            return f"{reverse(name)}?site={self.codes[of]}"
        within: dict[str, Any] = {
            "assessment-prove": "A1",
            "assessment-choose": "A1",
            "assessment-proof-remove": self.proof.pk,
            "assessment-picture": self.proof.attachment_id,
            "assessment-picture-erase": self.proof.attachment_id,
        }
        more = [within[name]] if name in within else []
        return reverse(name, args=[self.rows[of].number, *more])

    def body(self, name: str, of: str) -> dict[str, Any]:
        frame = {"key": str(uuid.uuid4()), "seen": str(self.rows[of].revision) if of in self.rows else "0"}
        column = "own" if of == "own" else "district"
        return frame | {
            "assessment-new": {"first": "2025-10-13", "last": "2026-10-12"},
            "assessment": {"A1-seen": "1" if column == "own" else "0", "A1-level": "some"},
            "assessment-act": {"action": "hand_in"},
            "assessment-prove": {"file": SimpleUploadedFile("现场.jpg", picture(shade=21), "image/jpeg")},
        }.get(name, {})


def scored_at(office: Office, begun: ServiceSite, handed: ServiceSite, fresh: ServiceSite) -> Scored:
    """The keeper is done with both and has handed one in; nobody began the third.

    The table takes effect later, so that cases go on without one.
    """
    measure = measure_of(put_in_force(day=NOW.date() + timedelta(days=30)).pk)
    keeper = office.actor("keeper")
    versions = [site.version for site in (begun, handed) if site.version is not None]
    opened = services.open_assessments(versions, Purpose.YEARLY, YEAR, measure, actor=keeper, now=NOW)
    rows = dict(zip(("own", "handed"), opened, strict=True))
    for row in rows.values():
        answer(row, office)
    proof = services.add_proof(rows["own"].pk, "A1", picture(shade=20), actor=keeper, now=NOW)
    services.hand_in_assessment(rows["handed"].pk, actor=keeper, now=NOW)
    for row in rows.values():
        row.refresh_from_db()
    codes = {"begun": str(begun.code), "fresh": str(fresh.code)}
    return Scored(codes, rows, proof)
