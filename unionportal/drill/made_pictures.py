"""Pictures nobody took: drawn from a number, the same each time, and what happens to a picture before it is used again."""

from __future__ import annotations

import random
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageOps

SIZE = (1280, 960)

Draw = ImageDraw.ImageDraw
Changed = Callable[[Image.Image, random.Random], tuple[Image.Image, int]]


def _colour(chance: random.Random, low: int = 40, high: int = 235) -> tuple[int, int, int]:
    return chance.randint(low, high), chance.randint(low, high), chance.randint(low, high)


def _spot(chance: random.Random, least: float, most: float) -> tuple[int, int, int, int]:
    """A box somewhere, its sides between two shares of the picture's."""
    width, height = (int(side * chance.uniform(least, most)) for side in SIZE)
    left, top = chance.randint(0, SIZE[0] - width), chance.randint(0, SIZE[1] - height)
    return left, top, left + width, top + height


def _grain(chance: random.Random, picture: Image.Image, strength: float = 6) -> Image.Image:
    """What a sensor adds; its noise is drawn small and spread, from this number alone."""
    small = Image.frombytes("L", (160, 120), chance.randbytes(160 * 120)).resize(
        SIZE, Image.Resampling.BILINEAR
    )
    noise = small.point(lambda level: int((level - 128) * strength / 128) + 128).convert("RGB")
    return ImageChops.add(picture, noise, scale=1, offset=-128)


def _light(chance: random.Random) -> Image.Image:
    """Light that falls from one side."""
    ramp = Image.linear_gradient("L").rotate(chance.choice((0, 90, 180, 270))).resize(SIZE)
    return ImageOps.colorize(ramp, _colour(chance, 90, 170), _colour(chance, 170, 250))


def room(number: int, shift: int = 0) -> Image.Image:
    """A room with a window, a door, a table and seats. Another ``shift``: a room furnished alike, not the same one."""
    plan, own = random.Random(f"room {number}"), random.Random(f"room {number} {shift}")

    def about(value: float, share: float = 0.045) -> int:
        return int(value + (own.uniform(-share, share) * SIZE[0] if shift else 0))

    picture = _light(plan)
    draw = ImageDraw.Draw(picture)
    horizon = about(plan.uniform(560, 720))
    draw.polygon(
        [(0, horizon), (SIZE[0], about(plan.uniform(560, 720))), SIZE, (0, SIZE[1])], fill=_colour(plan)
    )
    for _ in range(plan.randint(1, 3)):
        left, top = about(plan.uniform(40, 1000)), about(plan.uniform(60, 260))
        box = (left, top, left + about(plan.uniform(140, 300)), top + about(plan.uniform(140, 280)))
        draw.rectangle(box, fill=_colour(plan, 180, 250), outline=_colour(plan, 20, 90), width=8)
        draw.line(
            ((box[0] + box[2]) // 2, box[1], (box[0] + box[2]) // 2, box[3]), fill=(70, 70, 70), width=6
        )
    for _ in range(plan.randint(4, 9)):
        left, top = about(plan.uniform(20, 1100)), about(plan.uniform(420, 820))
        box = (left, top, left + about(plan.uniform(70, 260)), top + about(plan.uniform(50, 200)))
        draw.rounded_rectangle(
            (box[0], box[1], max(box[0] + 30, box[2]), max(box[1] + 30, box[3])), 10, fill=_colour(plan)
        )
    for _ in range(own.randint(5, 12)):
        box = _spot(own, 0.02, 0.08)
        draw.ellipse(box, fill=_colour(own))
    return _grain(own, picture)


def texture(number: int) -> Image.Image:
    """A wall, a lawn, a pavement: spots of many sizes."""
    chance = random.Random(f"texture {number}")
    picture = Image.new("RGB", SIZE)
    for cells in (5, 11, 23):
        spots = Image.frombytes("RGB", (cells, cells), chance.randbytes(3 * cells * cells))
        picture = Image.blend(picture, spots.resize(SIZE, Image.Resampling.BICUBIC), 0.45)
    return _grain(chance, picture)


def plate(number: int) -> Image.Image:
    """A sign with rows of marks in place of writing, on a wall."""
    chance = random.Random(f"plate {number}")
    picture = _light(chance)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = (
        chance.randint(80, 260),
        chance.randint(80, 240),
        chance.randint(980, 1200),
        chance.randint(680, 880),
    )
    draw.rounded_rectangle(
        (left, top, right, bottom),
        30,
        fill=_colour(chance, 190, 250),
        outline=_colour(chance, 20, 90),
        width=10,
    )
    step = chance.randint(50, 90)
    for y in range(top + 40, bottom - step, step):
        x = left + 50
        while x < right - 110:
            width = chance.randint(12, 60)
            if chance.random() < 0.75:
                draw.rectangle((x, y, x + width, y + int(step * 0.6)), fill=_colour(chance, 10, 110))
            x += width + chance.randint(8, 30)
    return _grain(chance, picture)


def street(number: int) -> Image.Image:
    """House fronts, windows in rows."""
    chance = random.Random(f"street {number}")
    picture = _light(chance)
    draw = ImageDraw.Draw(picture)
    x = 0
    while x < SIZE[0]:
        width, top = chance.randint(150, 380), chance.randint(60, 480)
        draw.rectangle((x, top, x + width, SIZE[1]), fill=_colour(chance))
        pane = chance.randint(24, 60)
        for y in range(top + 30, SIZE[1] - pane, pane * 2):
            for at in range(x + 20, x + width - pane, pane * 2):
                draw.rectangle((at, y, at + pane, y + pane), fill=_colour(chance, 20, 250))
        x += width
    return _grain(chance, picture)


SCENES: tuple[Callable[[int], Image.Image], ...] = (room, texture, plate, street)


def scene(number: int) -> Image.Image:
    """Kinds in turn."""
    return SCENES[number % len(SCENES)](number)


def _resized(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    width = chance.randint(500, 1000)
    return picture.resize((width, width * picture.height // picture.width), Image.Resampling.LANCZOS), 85


def _low_quality(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    return picture, chance.randint(18, 40)


def _cropped(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    """A tenth of width and height is gone, at one side, at the other, or shared between them."""
    width, height = picture.size
    left, top = int(width * chance.uniform(0, 0.1)), int(height * chance.uniform(0, 0.1))
    return picture.crop((left, top, left + int(width * 0.9), top + int(height * 0.9))), 85


def _brightened(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    return ImageEnhance.Brightness(picture).enhance(chance.choice((0.7, 1.2, 1.35))), 85


def _as_sent_on(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    """Sent on by a chat: smaller, coarser, nothing told of the camera."""
    picture = picture.copy()
    picture.thumbnail((1080, 1080))
    return picture, 60


def _mirrored(picture: Image.Image, chance: random.Random) -> tuple[Image.Image, int]:
    return ImageOps.mirror(picture), 85


CHANGES: dict[str, Changed] = {
    "缩小": _resized,
    "低质量压缩": _low_quality,
    "裁去一成": _cropped,
    "调亮或调暗": _brightened,
    "转发(去掉拍摄信息)": _as_sent_on,
    "左右翻转": _mirrored,
}


def changed(picture: Image.Image, how: str, number: int) -> bytes:
    """The picture as it is handed in again."""
    return jpeg(*CHANGES[how](picture, random.Random(f"{how} {number}")))


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
