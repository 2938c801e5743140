"""What does a certificate say, and what is its seal? The seal follows the grade and nothing else that can change."""

from __future__ import annotations

from typing import Any

from core.canonical import digest
from demonstration.models import Designation


def certificate_of(row: Designation) -> dict[str, Any]:
    """Everything printed on it, as plain values."""
    return {
        "number": row.number,
        "plate": row.plate_number,
        "site": row.site_name,
        "type": row.site_type,
        "title": row.name,
        "grade": row.grade,
        "level": row.level,
        "document": row.document_number,
        "issuer": row.issuer_id,
        "from": row.valid_from.isoformat(),
        "until": row.valid_until.isoformat(),
    }


def certificate_digest(row: Designation) -> str:
    return digest(certificate_of(row))
