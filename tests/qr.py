"""What a telephone reads in a picture of a QR code."""

from __future__ import annotations

from typing import Any

import zxingcpp


def read_qr(picture: Any) -> str:
    """The text of the one QR code in it. Asked for all kinds at once, a reader now and then takes some dots for a line code."""
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return str(found.text)
