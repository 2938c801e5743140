"""A picture for a sample site: plain shapes, so that nobody takes it for a photograph and no font is needed."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (960, 640)
COLOURS = ((176, 196, 190), (205, 190, 170), (170, 185, 205), (200, 175, 175), (185, 200, 165))
DARK, LIGHT = (92, 98, 104), (238, 238, 234)

Draw = ImageDraw.ImageDraw


def _plate(draw: Draw) -> None:
    """A sign on a wall."""
    draw.rounded_rectangle((230, 170, 730, 450), radius=24, fill=LIGHT, outline=DARK, width=8)
    draw.ellipse((440, 205, 520, 285), fill=DARK)
    for top, left in ((320, 300), (370, 360)):
        draw.rounded_rectangle((left, top, SIZE[0] - left, top + 24), radius=12, fill=DARK)


def _overview(draw: Draw) -> None:
    """A room with a window, a door, a table and two seats."""
    draw.rectangle((0, 470, 960, 640), fill=LIGHT)
    draw.rectangle((110, 110, 380, 310), fill=LIGHT, outline=DARK, width=8)
    draw.line((245, 110, 245, 310), fill=DARK, width=8)
    draw.rectangle((690, 150, 860, 470), fill=LIGHT, outline=DARK, width=8)
    draw.ellipse((820, 310, 840, 330), fill=DARK)
    draw.rectangle((330, 420, 610, 444), fill=DARK)
    for left in (350, 570):
        draw.rectangle((left, 444, left + 20, 540), fill=DARK)
    for left in (220, 640):
        draw.rounded_rectangle((left, 450, left + 80, 540), radius=12, fill=DARK)


SCENES: dict[str, Callable[[Draw], None]] = {"plate": _plate, "overview": _overview}


def sample_picture(slot: str, number: int) -> bytes:
    """Another number gives another picture: a row of marks at the lower edge counts in twos."""
    image = Image.new("RGB", SIZE, COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    SCENES[slot](draw)
    for place in range(16):
        if number >> place & 1:
            draw.rectangle((40 + place * 56, 600, 80 + place * 56, 616), fill=DARK)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
