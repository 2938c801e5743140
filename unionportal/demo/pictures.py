"""A picture for a sample site: one colour and a word, so that nobody takes it for a photograph."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 640)
COLOURS = ((176, 196, 190), (205, 190, 170), (170, 185, 205), (200, 175, 175), (185, 200, 165))


def sample_picture(word: str, number: int) -> bytes:
    image = Image.new("RGB", SIZE, COLOURS[number % len(COLOURS)])
    draw = ImageDraw.Draw(image)
    text = f"SAMPLE {number:03d}\n{word}"
    draw.multiline_text((60, 240), text, fill=(60, 60, 60), font=ImageFont.load_default(size=64))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
