"""HEIC from phones: drawn anew like any picture where its library is installed, else refused with what to do."""

from __future__ import annotations

import random
import struct
from datetime import datetime
from io import BytesIO

import pytest
from PIL import Image

from sites import heic
from sites.images import BadPicture, Capture, clean_picture, read_capture, small_copy
from tests.sites.test_images import BROKEN, MARKS, ZONE, colour, exif_of, saved, scene, sentence

#: How a phone's file begins; what follows is not looked at where the library is missing.
HEAD = b"\0\0\0\x1cftypheic\0\0\0\0mif1heicmiaf"

TOO_MANY = "照片超过 5000 万像素,请缩小后重新上传。"

needs_library = pytest.mark.skipif(
    not heic.IS_READ, reason="pillow-heif is optional: pip install pillow-heif"
)


@pytest.mark.skipif(heic.IS_READ, reason="pillow-heif is installed here")
@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_without_the_library_the_phone_is_told_how_to_take_jpeg(brand: bytes) -> None:
    said = sentence(HEAD.replace(b"heic", brand, 1) + b"\0" * 100)
    assert said == heic.REFUSAL
    for word in ("兼容性最佳", "高效图片格式", "JPG"):
        assert word in said


@pytest.mark.parametrize("data", [b"", b"ftypheic", b"\0\0\0\x1cftypavif", b"\0\0\0\x1cftypqt  ", b"GIF89a"])
def test_what_is_heic_its_content_says(data: bytes) -> None:
    assert not heic.is_heic(data)
    assert heic.is_heic(HEAD)


def taken(**options: object) -> bytes:
    """As a telephone writes it: where, by whom and with which device, in the block of the camera and beside it."""
    return saved(scene(), heic.FORMAT, exif=exif_of(**options).tobytes(), xmp=b"<x>XMP-marker</x>")


@needs_library
def test_with_the_library_nothing_but_the_picture_is_kept() -> None:
    data = taken()
    assert MARKS[0] in data and b"XMP-marker" in data
    clean = clean_picture(data)
    for stored in (clean.jpeg, small_copy(clean.jpeg)):
        assert not any(mark in stored for mark in (*MARKS, b"Exif", b"Maker", b"http"))
        with Image.open(BytesIO(stored)) as copy:
            assert copy.format == "JPEG"
            assert dict(copy.getexif()) == {}
            assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (clean.width, clean.height) == (400, 300)
    assert [colour(clean.jpeg, x, y) for x, y in ((0.2, 0.2), (0.8, 0.2), (0.5, 0.8))] == [
        "red",
        "lime",
        "blue",
    ]


@needs_library
def test_when_and_where_are_read_before_they_are_dropped() -> None:
    assert read_capture(taken()) == Capture(datetime(2026, 7, 1, 9, 30, tzinfo=ZONE), 36.0671, 120.3826)


@needs_library
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_once_and_not_turned_twice(orientation: int) -> None:
    """The file says twice which way is up: to the decoder, and in the block of the camera."""
    seen = clean_picture(taken(orientation=orientation))
    wanted = clean_picture(saved(scene(), "JPEG", exif=exif_of(orientation=orientation)))
    corners = ((0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8))
    assert (seen.width, seen.height) == (wanted.width, wanted.height)
    assert [colour(seen.jpeg, *at) for at in corners] == [colour(wanted.jpeg, *at) for at in corners]


@needs_library
def test_a_broken_one_is_refused_whatever_the_decoder_raises() -> None:
    noise = saved(Image.effect_noise((200, 200), 80).convert("RGB"), heic.FORMAT)
    for part in (0.9, 0.5, 0.1):
        assert sentence(noise[: int(len(noise) * part)]) == BROKEN
    rng = random.Random(7)
    refused = 0
    for _ in range(200):
        data = bytearray(noise)
        for _ in range(rng.randint(1, 20)):
            data[rng.randrange(12, len(data))] = rng.randrange(256)
        try:
            clean_picture(bytes(data))
        except BadPicture:
            refused += 1
    assert refused > 20


@needs_library
def test_one_of_too_many_points_is_refused_by_its_head() -> None:
    small = saved(Image.new("RGB", (64, 64), "blue"), heic.FORMAT)
    told = struct.pack(">II", 64, 64)
    assert small.count(told) >= 1
    assert sentence(small.replace(told, struct.pack(">II", 7_200, 7_200))) == TOO_MANY
