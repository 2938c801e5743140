"""What may be kept of an uploaded picture? A clean copy, a small one, when and where it was taken; nothing else.

Bytes in, bytes out. What a file is, its content says and not its name. The copy is drawn anew on an empty canvas,
so that no metadata, comment, profile or tail of the upload can reach it. The device is never read.
"""

from __future__ import annotations

import hashlib
import math
import struct
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from core.clock import LEGAL_ZONE
from sites import heic
from sites.refusals import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
#: Longest side of the kept copy and of its small copy, in pixels.
COPY_SIDE = 2560
THUMB_SIDE = 480
QUALITY = 85

_NOT_A_PICTURE = "这不是图片文件,请选择 JPG、PNG 或 WebP 照片。"
_EMPTY = "这是空文件,请重新选择照片。"
_TOO_BIG = "照片超过 20 MB,请压缩后重新上传。"
_TOO_MANY_PIXELS = "照片超过 5000 万像素,请缩小后重新上传。"
_BROKEN = "照片文件不完整或已损坏,请重新选择并上传。"

#: What a broken or hostile file makes the decoders raise.
_DECODER_ERRORS = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, AttributeError),
    *(OverflowError, MemoryError, ZeroDivisionError, RuntimeError, struct.error, UserWarning),
)

_ORIENTATION, _EXIF_IFD, _GPS_IFD = 0x0112, 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class BadPicture(Refusal):
    """A file that is not kept; the sentence says why and what to do."""


@dataclass(frozen=True)
class Capture:
    """What the camera wrote about when and where: legal time unless it named a zone, degrees in WGS-84."""

    taken_at: datetime | None = None
    lat: float | None = None
    lng: float | None = None


@dataclass(frozen=True)
class CleanPicture:
    """JPEG bytes of the copy, its size in pixels and its SHA-256 (hexadecimal)."""

    jpeg: bytes
    width: int
    height: int
    sha256: str
    capture: Capture


def _format_of(data: bytes) -> str:
    """The decoder for this content; raises ``BadPicture`` for anything that is no picture."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "GIF"
    if heic.is_heic(data):
        if not heic.IS_READ:
            raise BadPicture(heic.REFUSAL)
        return heic.FORMAT
    raise BadPicture(_NOT_A_PICTURE)


def _opened(data: bytes) -> Image.Image:
    """The picture with its header read and its pixels not yet; raises ``BadPicture``."""
    if not data:
        raise BadPicture(_EMPTY)
    if len(data) > MOST_BYTES:
        raise BadPicture(_TOO_BIG)
    kind = _format_of(data)
    try:
        picture = Image.open(BytesIO(data), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_TOO_MANY_PIXELS) from None
    except UnidentifiedImageError:
        raise BadPicture(_BROKEN) from None
    except _DECODER_ERRORS:
        raise BadPicture(_BROKEN) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise BadPicture(_TOO_MANY_PIXELS)
    return picture


def _degrees(parts: object, reference: object, negative: str, limit: int) -> float | None:
    """Degrees from the three fractions of a GPS tag; ``None`` when they make no sense."""
    if not isinstance(parts, tuple | list) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= limit:
        return None
    return round(-value if str(reference).strip("\0 ").upper() == negative else value, 6)


def _moment(text: object, offset: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    written = text.strip("\0 ")
    zone = str(offset or "").strip("\0 ")
    try:
        return datetime.strptime(f"{written} {zone}", "%Y:%m:%d %H:%M:%S %z")
    except ValueError:
        pass
    try:
        return datetime.strptime(written, "%Y:%m:%d %H:%M:%S").replace(tzinfo=LEGAL_ZONE)
    except ValueError:
        return None


def _capture_of(picture: Image.Image) -> Capture:
    """What the EXIF block says; a broken block says nothing and is no reason to refuse the picture."""
    try:
        exif = picture.getexif()
        shot, place = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
        lat = _degrees(place.get(2), place.get(1), "S", 90)
        lng = _degrees(place.get(4), place.get(3), "W", 180)
        taken_at = _moment(shot.get(_TAKEN), shot.get(_TAKEN_OFFSET))
    except _DECODER_ERRORS:
        return Capture()
    if lat is None or lng is None or (lat == 0 and lng == 0):
        lat = lng = None
    return Capture(taken_at, lat, lng)


def _turn_of(picture: Image.Image) -> Image.Transpose | None:
    try:
        orientation = picture.getexif().get(_ORIENTATION)
    except _DECODER_ERRORS:
        return None
    return _TURNS.get(orientation) if isinstance(orientation, int) else None


def _flat(picture: Image.Image) -> Image.Image:
    """In three colours on white; sixteen-bit greys are brought down to eight."""
    if picture.mode.startswith("I"):
        picture = picture.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """The pixels on an empty canvas: the encoder has nothing else to write."""
    canvas = Image.new("RGB", picture.size)
    canvas.paste(picture)
    out = BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def read_capture(data: bytes) -> Capture:
    """When and where the picture was taken, as far as it says; raises ``BadPicture`` when it is none."""
    return _capture_of(_opened(data))


def clean_picture(data: bytes) -> CleanPicture:
    """A clean copy of an uploaded picture: upright, at most 2560 pixels a side; raises ``BadPicture``.

    JPEG, PNG, WebP, the first frame of a GIF, HEIC where its library is installed. Limits: 20 MB, 50 Mpx.
    """
    picture = _opened(data)
    capture, turn = _capture_of(picture), _turn_of(picture)
    try:
        if picture.mode in ("RGB", "L", "YCbCr", "CMYK"):
            picture.thumbnail((COPY_SIDE, COPY_SIDE), reducing_gap=2.0)
        picture.load()
        copy = _flat(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPicture(_TOO_MANY_PIXELS) from None
    except _DECODER_ERRORS:
        raise BadPicture(_BROKEN) from None
    copy.thumbnail((COPY_SIDE, COPY_SIDE), reducing_gap=2.0)
    if turn is not None:
        copy = copy.transpose(turn)
    jpeg = _jpeg(copy)
    width, height = copy.size
    return CleanPicture(jpeg, width, height, hashlib.sha256(jpeg).hexdigest(), capture)


def small_copy(jpeg: bytes) -> bytes:
    """A copy of at most 480 pixels a side, as JPEG, of a picture that is clean already; raises ``BadPicture``."""
    picture = _opened(jpeg)
    try:
        picture.thumbnail((THUMB_SIDE, THUMB_SIDE), reducing_gap=2.0)
        return _jpeg(picture)
    except _DECODER_ERRORS:
        raise BadPicture(_BROKEN) from None


def grey_square(jpeg: bytes, side: int) -> Image.Image:
    """A picture that is clean already, squeezed into a grey square to be compared; raises ``BadPicture``."""
    picture = _opened(jpeg)
    try:
        picture.draft("L", (2 * side, 2 * side))
        return picture.convert("L").resize((side, side), Image.Resampling.BOX)
    except _DECODER_ERRORS:
        raise BadPicture(_BROKEN) from None
