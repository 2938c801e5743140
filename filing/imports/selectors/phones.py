"""Which rows of a list would show a mobile on the public page?"""

from __future__ import annotations

from core.text_guard import has_mobile_number
from filing.imports.selectors.enrolling import MOST_WARNED
from filing.models.imports import ImportBatch, ImportedSite


def mobiles_in(batch: ImportBatch) -> tuple[int, list[ImportedSite]]:
    """Rows whose public telephone is a mobile: how many, and the first of them in the order of the file."""
    asked = batch.sites.filter(facts__public_phone__icontains="1").order_by("pk")
    named = asked.values_list("pk", "facts__public_phone").iterator(chunk_size=2000)
    found = [key for key, phone in named if has_mobile_number(str(phone))]
    return len(found), list(batch.sites.filter(pk__in=found[:MOST_WARNED]).order_by("pk"))
