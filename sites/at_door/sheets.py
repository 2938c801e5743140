"""What stands on a sheet of stickers? Pages of stickers with their codes as pictures, for the printer and for the PDF."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from django.urls import reverse

from core.qr import stamped_qr_url
from sites.at_door.selectors import stickers_on
from sites.models import Sticker, StickerSheet

TEMPLATE = "sites/at_door/sheet.html"


def sheet_context(sheet: StickerSheet, origin: str) -> dict[str, Any]:
    """What the template needs; ``origin`` is scheme and host of the addresses. A code that was renewed since is left out."""
    stickers = list(stickers_on(sheet))
    good = [each for each in stickers if each.code.ended_at is None]
    cells = [_cell(each, origin) for each in good]
    size = sheet.per_page
    return {
        "sheet": sheet,
        "pages": [cells[at : at + size] for at in range(0, len(cells), size)],
        "left_out": len(stickers) - len(good),
    }


def _cell(sticker: Sticker, origin: str) -> dict[str, str]:
    site = sticker.code.site
    address = urljoin(origin, reverse("door-code", args=[sticker.code.mark]))
    return {
        "name": site.name,
        "type_label": site.type_label,
        "union": site.managing_union.name,
        "phone": site.version.public_phone if site.version else "",
        "code": site.code or "",
        "version": str(sticker.code.number),
        "picture": stamped_qr_url(address),
        "address": address,
    }
