"""A table of signs as full as that of a large city: signs of random views, no files behind them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from PIL import Image

from accounts.models import Union
from core.many import give_keys, insert_many
from sites.images import clean_picture, grey_square
from sites.models import Attachment, PictureSign
from sites.pictures.comparing import Look
from sites.pictures.services import columns_of
from sites.pictures.signs import WORK_SIDE, Sign, bits_at, both_ways, pattern_at
from unionportal.drill.office import START
from unionportal.drill.outcome import Say

#: Views taken from one drawn field of light and dark.
VIEWS = 24
BATCH = 2_000


def look_at(data: bytes) -> Look:
    """As the task looks at an uploaded picture."""
    return Look(grey_square(clean_picture(data).jpeg, WORK_SIDE))


def random_signs(count: int) -> Iterator[Sign]:
    """Fields that are bright above, as rooms and streets are, with spots; the same each time."""
    chance = random.Random(count)
    light = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    side = (WORK_SIDE, WORK_SIDE)
    for _ in range(-(-count // VIEWS)):
        cells = chance.randint(6, 16)
        spots = Image.frombytes("L", (cells, cells), chance.randbytes(cells * cells))
        field = Image.blend(
            spots.resize(side, Image.Resampling.BICUBIC), light.resize(side), chance.uniform(0, 0.5)
        )
        for view in range(VIEWS):
            wide = chance.uniform(0.35, 0.8)
            left, top = chance.uniform(0, 1 - wide), chance.uniform(0, 1 - wide)
            face, window = both_ways(field)[view % 2], (left, top, left + wide, top + wide)
            yield Sign(bits_at(face, window), pattern_at(face, window))


def crowd_of_signs(union: Union, uploader_id: int, count: int, say: Say) -> None:
    """Rows of pictures that are there already."""
    signs, kept = islice(random_signs(count), count), 0
    while batch := list(islice(signs, BATCH)):
        pictures = [_attachment(union, uploader_id, kept + number) for number in range(len(batch))]
        insert_many(pictures)
        rows = [
            PictureSign(attachment=picture, compared_at=START, **columns_of(sign))
            for picture, sign in zip(pictures, batch, strict=True)
        ]
        give_keys(rows)
        insert_many(rows)
        kept += len(batch)
        if kept % 100_000 < BATCH:
            say(f"  库中已有 {kept:,} 张照片的特征")


def _attachment(union: Union, uploader_id: int, number: int) -> Attachment:
    return Attachment(
        owner_union=union,
        uploader_id=uploader_id,
        file="none.jpg",
        sha256=f"{number:064x}",
        size=1,
        width=1,
        height=1,
        created_at=START,
    )
