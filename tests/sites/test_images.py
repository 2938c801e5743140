"""Pictures: what is taken, what is refused, and that nothing but pixels comes out."""

from __future__ import annotations

import hashlib
import struct
import tracemalloc
import zlib
from datetime import datetime, timedelta, timezone
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sites.images import (
    COPY_SIDE,
    MOST_BYTES,
    THUMB_SIDE,
    BadPicture,
    Capture,
    clean_picture,
    read_capture,
    small_copy,
)

ZONE = ZoneInfo("Asia/Shanghai")
MARKS = (b"OWNER-Zhang-San", b"SERIAL-0815", b"<script>alert(1)</script>", b"XMP-marker", b"ICC-marker")
NOT_A_PICTURE = "这不是图片文件,请选择 JPG、PNG 或 WebP 照片。"
BROKEN = "照片文件不完整或已损坏,请重新选择并上传。"


def scene(size: tuple[int, int] = (400, 300), mode: str = "RGB") -> Image.Image:
    """Red top left, green top right, blue below: every turn can be told."""
    picture = Image.new("RGB", size, "blue")
    half = (size[0] // 2, size[1] // 2)
    picture.paste("red", (0, 0, *half))
    picture.paste("lime", (half[0], 0, size[0], half[1]))
    return picture if mode == "RGB" else picture.convert(mode)


def exif_of(**options: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif[0x0110] = "SERIAL-0815"
    exif[0x013B] = "OWNER-Zhang-San"
    exif[0x0112] = options.get("orientation", 1)
    exif.get_ifd(0x8769).update({0x9003: "2026:07:01 09:30:00", 0xA431: "SERIAL-0815"})
    if "offset" in options:
        exif.get_ifd(0x8769)[0x9011] = options["offset"]
    exif.get_ifd(0x8825).update(
        options.get("gps", {1: "N", 2: (36.0, 4.0, 1.56), 3: "E", 4: (120.0, 22.0, 57.36)})
    )
    return exif


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def planted(kind: str) -> bytes:
    """A picture with every marker in some corner of the file."""
    options: dict[str, object] = {"exif": exif_of()}
    if kind == "JPEG":
        options |= {"comment": MARKS[2], "icc_profile": b"ICC-marker" * 20, "xmp": b"<x>XMP-marker</x>"}
    if kind == "PNG":
        info = PngInfo()
        info.add_text("Author", "OWNER-Zhang-San")
        info.add_itxt("XML:com.adobe.xmp", "XMP-marker")
        options |= {"pnginfo": info, "icc_profile": b"ICC-marker" * 20}
    if kind == "WEBP":
        options |= {"xmp": b"<x>XMP-marker</x>", "icc_profile": b"ICC-marker" * 20}
    tail = b"".join(MARKS) + b"<html><script>alert(1)</script></html>PK\x03\x04"
    return saved(scene(), kind, **options) + tail


def sentence(data: bytes) -> str:
    with pytest.raises(BadPicture) as caught:
        clean_picture(data)
    return caught.value.sentence


def colour(data: bytes, x: float, y: float) -> str:
    picture = Image.open(BytesIO(data))
    red, green, blue = picture.convert("RGB").getpixel((int(picture.width * x), int(picture.height * y)))
    return max(("red", red), ("lime", green), ("blue", blue), key=lambda pair: pair[1])[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_marker_of_the_upload_is_in_any_stored_byte(kind: str) -> None:
    data = planted(kind)
    assert any(mark in data for mark in MARKS[:2])
    assert MARKS[2] in data
    clean = clean_picture(data)
    for stored in (clean.jpeg, small_copy(clean.jpeg)):
        assert not any(mark in stored for mark in MARKS)
        for word in (b"Exif", b"http", b"ICC_PROFILE", b"script", b"PK\x03\x04", b"Maker"):
            assert word not in stored
        assert stored.endswith(b"\xff\xd9")
        copy = Image.open(BytesIO(stored))
        assert copy.format == "JPEG"
        assert dict(copy.getexif()) == {}
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert clean.sha256 == hashlib.sha256(clean.jpeg).hexdigest()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_when_and_where_are_read_before_they_are_dropped(kind: str) -> None:
    capture = Capture(datetime(2026, 7, 1, 9, 30, tzinfo=ZONE), 36.0671, 120.3826)
    assert read_capture(planted(kind)) == capture
    assert clean_picture(planted(kind)).capture == capture


def test_a_named_zone_is_believed_and_nonsense_is_unknown() -> None:
    stamped = saved(scene(), "JPEG", exif=exif_of(offset="+09:00"))
    assert read_capture(stamped).taken_at == datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    for gps in (
        {1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)},
        {1: "N", 2: (95.0, 0.0, 0.0), 3: "E", 4: (120.0, 0.0, 0.0)},
        {1: "N", 2: (36.0, 4.0, 1.0)},
        {},
    ):
        capture = read_capture(saved(scene(), "JPEG", exif=exif_of(gps=gps)))
        assert (capture.lat, capture.lng) == (None, None)
    south = {1: "S", 2: (36.0, 0.0, 0.0), 3: "W", 4: (120.0, 0.0, 0.0)}
    capture = read_capture(saved(scene(), "JPEG", exif=exif_of(gps=south)))
    assert (capture.lat, capture.lng) == (-36.0, -120.0)
    assert read_capture(saved(scene(), "PNG")) == Capture()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_a_broken_exif_block_is_no_reason_to_refuse() -> None:
    data = saved(scene(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xee" * 60)
    assert clean_picture(data).capture == Capture()


@pytest.mark.parametrize(
    ("orientation", "corners"),
    [
        (1, "red lime blue"),
        (2, "lime red blue"),
        (3, "blue blue lime"),
        (4, "blue blue red"),
        (5, "red blue lime"),
        (6, "blue red blue"),
        (7, "blue lime blue"),
        (8, "lime blue red"),
    ],
)
def test_a_picture_stands_upright_as_it_was_seen(orientation: int, corners: str) -> None:
    clean = clean_picture(saved(scene(), "JPEG", exif=exif_of(orientation=orientation)))
    for stored in (clean.jpeg, small_copy(clean.jpeg)):
        seen = [colour(stored, 0.1, 0.1), colour(stored, 0.9, 0.1), colour(stored, 0.1, 0.9)]
        assert " ".join(seen) == corners
    assert (clean.width, clean.height) == ((300, 400) if orientation >= 5 else (400, 300))


def test_a_large_picture_is_brought_down_and_a_small_one_left() -> None:
    clean = clean_picture(saved(scene((4000, 3000)), "JPEG"))
    assert (clean.width, clean.height) == (COPY_SIDE, 1920)
    assert Image.open(BytesIO(clean.jpeg)).size == (COPY_SIDE, 1920)
    assert Image.open(BytesIO(small_copy(clean.jpeg))).size == (THUMB_SIDE, 360)
    assert clean_picture(saved(scene((40, 30)), "PNG")).width == 40


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK"])
def test_every_colour_mode_is_drawn(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert clean_picture(saved(scene(mode=mode), kind)).width == 400


def test_transparent_ground_becomes_white_and_sixteen_bit_grey_keeps_its_shades() -> None:
    clear = Image.new("RGBA", (50, 50), (255, 0, 0, 0))
    assert Image.open(BytesIO(clean_picture(saved(clear, "PNG")).jpeg)).getpixel((25, 25)) == (255, 255, 255)
    grey = Image.new("I;16", (50, 50), 32768)
    level = Image.open(BytesIO(clean_picture(saved(grey, "PNG")).jpeg)).getpixel((25, 25))
    assert all(abs(each - 128) < 4 for each in level)


def test_a_phone_that_hides_a_second_picture_in_the_file_gives_the_first_alone() -> None:
    data = saved(scene(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 300), "white")])
    clean = clean_picture(data)
    assert colour(clean.jpeg, 0.1, 0.1) == "red"
    assert b"MPF" in data
    assert b"MPF" not in clean.jpeg


def test_the_same_picture_gives_the_same_bytes() -> None:
    assert clean_picture(planted("JPEG")) == clean_picture(planted("JPEG"))


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>',
        b"%PDF-1.4\n1 0 obj",
        b"PK\x03\x04" + b"\0" * 60,
        b"BM" + b"\0" * 60,
        b"II*\0" + b"\0" * 60,
        b"GIF8",
        b"x",
    ],
)
def test_what_is_no_picture_by_its_content_is_refused(data: bytes) -> None:
    assert sentence(data) == NOT_A_PICTURE


def test_a_tiff_and_a_bmp_are_no_photos_even_when_whole() -> None:
    assert sentence(saved(scene(), "TIFF", exif=exif_of())) == NOT_A_PICTURE
    assert sentence(saved(scene(), "BMP")) == NOT_A_PICTURE


def test_a_file_that_only_begins_like_a_picture_is_broken() -> None:
    for head in (b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b"GIF89a"):
        assert sentence(head + b"<script>alert(1)</script>") == BROKEN


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_truncated_picture_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    data = saved(noise, kind)
    for part in (0.9, 0.5, 0.1):
        assert sentence(data[: int(len(data) * part)]) == BROKEN


def test_empty_and_too_big_each_have_their_sentence() -> None:
    assert sentence(b"") == "这是空文件,请重新选择照片。"
    assert sentence(planted("JPEG") + b"\0" * MOST_BYTES) == "照片超过 20 MB,请压缩后重新上传。"


def hollow_png(side: int) -> bytes:
    """A PNG of one colour, tiny on disk and huge when drawn."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (side // 8 + 2)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [7_100, 7_750, 13_000, 20_000])
def test_a_bomb_is_refused_by_its_header_without_being_drawn(side: int) -> None:
    data = hollow_png(side)
    assert len(data) < 200_000
    tracemalloc.start()
    assert sentence(data) == "照片超过 5000 万像素,请缩小后重新上传。"
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_only_the_first_frame_of_an_animation_is_touched() -> None:
    frames = [Image.effect_noise((20, 20), 90).convert("P") for _ in range(300)]
    data = saved(scene((20, 20), "P"), "GIF", save_all=True, append_images=frames)
    assert Image.open(BytesIO(data)).n_frames == 301
    clean = clean_picture(data)
    assert (clean.width, clean.height) == (20, 20)
    assert colour(clean.jpeg, 0.1, 0.1) == "red"
    broken_later = data[: len(data) // 2]
    assert clean_picture(broken_later).jpeg == clean.jpeg
