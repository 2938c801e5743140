"""How is an address drawn as a code that a telephone reads? Only here the library is known."""

from __future__ import annotations

import io

import segno

#: Points of quiet around it, as printed readers want them.
BORDER = 4

#: How much of it may be lost: 15 % on a screen or at a door, 25 % under the ink of a seal.
_PLAIN, _STAMPED = "m", "q"


def qr_svg(address: str, *, scale: int = 4, title: str = "") -> bytes:
    """A picture of its own; ``scale``: pixels of a point."""
    out = io.BytesIO()
    code = segno.make(address, error=_PLAIN, micro=False)
    code.save(out, kind="svg", scale=scale, border=BORDER, xmldecl=False, title=title or None)
    return out.getvalue()


def qr_url(address: str) -> str:
    """For a page that shows it once, as a data address."""
    return str(segno.make(address, error=_PLAIN, micro=False).svg_data_uri(scale=5, border=BORDER))


def stamped_qr_url(address: str) -> str:
    """For a paper that will be stamped, as a data address."""
    return str(segno.make(address, error=_STAMPED, micro=False).svg_data_uri(scale=4, border=BORDER))


def stamped_qr_png(address: str) -> io.BytesIO:
    """The same as a picture for Word."""
    out = io.BytesIO()
    segno.make(address, error=_STAMPED, micro=False).save(out, kind="png", scale=8, border=BORDER)
    out.seek(0)
    return out
