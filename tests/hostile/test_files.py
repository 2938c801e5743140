"""D1–D5: what comes in as a picture is drawn anew or refused; nothing else of it is kept anywhere."""

from __future__ import annotations

import struct
import uuid
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from sites.models import Attachment, SitePhoto
from sites.sections import BY_CODE
from sites.tasks import draw_missing
from tests.digest import changed, tables
from tests.factories import walk
from tests.factories.filings import ROUTES
from tests.office import Crew, draft_of, picture, site_of

#: Stands in what is hidden in a file; nothing of it may be kept or served.
MARKER = "HIDDEN-MARKER-7f3a"
BYTES = MARKER.encode()

BOUNDARY = "----portal-test"


def gps_exif():
    """Where, by whom and with which device, as a telephone writes it."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = MARKER, f"{MARKER} phone"
    exif[0x013B], exif[0x8298], exif[0x010E] = MARKER, MARKER, MARKER
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (36.0, 4.0, 1.5), 3: "E", 4: (120.0, 22.0, 57.4), 27: MARKER.encode(), 29: "2026:10:01"}
    )
    exif.get_ifd(0x8769).update({0x9003: "2026:10:01 09:30:00", 0xA431: MARKER, 0xA430: MARKER})
    return exif.tobytes()


def with_text_chunk():
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", MARKER)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{MARKER}</x>")
    return picture("PNG", pnginfo=info, exif=gps_exif())


def gif_of(frames, comment):
    """A film of many frames of one point, with a comment where a script could stand."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    said = b"\x21\xfe" + bytes([len(comment)]) + comment + b"\x00"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + said + frame * frames + b"\x3b"


def png_of(side):
    """Black, one bit a point: a few kilobytes on the line, a field in memory."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + b"\x00" * ((side + 7) // 8)
    squeezer = zlib.compressobj(9)
    body = b"".join(squeezer.compress(row * 100) for _ in range(side // 100)) + squeezer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


HTML = f"<!doctype html><script>alert('{MARKER}')</script>".encode()
SVG = f'<svg xmlns="http://www.w3.org/2000/svg"><script>alert("{MARKER}")</script></svg>'.encode()

#: Kept after being drawn anew.
KEPT = {
    "jpeg with a page behind its end": ("门牌.jpg", lambda: picture() + HTML),
    "jpeg with an archive behind its end": ("门牌.jpg", lambda: picture() + b"PK\x03\x04" + BYTES),
    "jpeg with a comment": ("门牌.jpg", lambda: picture(comment=BYTES)),
    "jpeg with gps": ("门牌.jpg", lambda: picture(exif=gps_exif())),
    "png with gps and text": ("门牌.png", with_text_chunk),
    "webp with gps and xmp": ("门牌.webp", lambda: picture("WEBP", exif=gps_exif(), xmp=BYTES)),
    "jpeg with a colour profile": ("门牌.jpg", lambda: picture(icc_profile=b"\0" * 128 + BYTES)),
    "page name on a picture": ("门牌.html", lambda: picture(exif=gps_exif())),
}

#: Refused with a sentence.
REFUSED = {
    "page named jpg": ("门牌.jpg", lambda: HTML, "这不是图片文件"),
    "svg": ("门牌.svg", lambda: SVG, "这不是图片文件"),
    "svg named png": ("门牌.png", lambda: SVG, "这不是图片文件"),
    "pdf": ("门牌.pdf", lambda: b"%PDF-1.7\n" + BYTES, "这不是图片文件"),
    "tiff with gps": ("门牌.tif", lambda: picture("TIFF", exif=gps_exif()), "这不是图片文件"),
    "truncated jpeg": (
        "门牌.jpg",
        lambda: picture(size=(800, 600), exif=gps_exif())[:-2000],
        "不完整或已损坏",
    ),
    "jpeg start and then a page": ("门牌.jpg", lambda: b"\xff\xd8\xff\xe0" + HTML, "不完整或已损坏"),
    "png of 169 million points": ("门牌.png", lambda: png_of(13_000), "5000 万像素"),
    "png of 400 million points": ("门牌.png", lambda: png_of(20_000), "5000 万像素"),
    "empty file": ("门牌.jpg", lambda: b"", ""),
}


@pytest.fixture
def draft(office):
    return draft_of(office, "district")


@pytest.fixture
def client(office):
    return office.client("district")


def send(client, filing, name, data):
    """The upload, and what follows of it in the background."""
    upload = {"plate": SimpleUploadedFile(name, data, "image/jpeg"), "key": str(uuid.uuid4())}
    response = client.post(f"/desk/filings/{filing.number}/photos/", upload)
    draw_missing()
    return response


def stored(settings):
    root = Path(settings.MEDIA_ROOT)
    return [path for path in root.rglob("*") if path.is_file()] if root.exists() else []


def served(client, filing):
    """Every byte that leads to the pictures of a case."""
    pages = [
        client.get(f"/desk/filings/{filing.number}/{part}").content for part in ("", "photos/", "print/")
    ]
    for photo in SitePhoto.objects.filter(version=filing.version_id):
        for size in ("", "?size=s"):
            link = f"/desk/filings/{filing.number}/photos/{photo.attachment_id}/{size}"
            response = client.get(link)
            pages.append(b"".join(response.streaming_content))
            assert response["Content-Type"] == "image/jpeg"
            assert response["Content-Disposition"] == f'inline; filename="{photo.attachment_id}.jpg"'
    return pages


@pytest.mark.parametrize("case", KEPT)
def test_d1_d3_a_picture_is_drawn_anew_and_nothing_hidden_in_it_is_kept(client, draft, settings, case):
    name, make = KEPT[case]
    data = make()
    assert BYTES in data or case == "jpeg with gps"
    assert send(client, draft, name, data).status_code == 302
    files = stored(settings)
    assert len(files) == 2
    for path in files:
        kept = path.read_bytes()
        assert BYTES not in kept
        assert kept.startswith(b"\xff\xd8\xff")
        with Image.open(BytesIO(kept)) as opened:
            assert dict(opened.getexif()) == {}
            assert opened.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(BYTES in page for page in served(client, draft))


def test_d3_when_and_where_are_read_once_into_columns_and_shown_to_nobody_outside(client, office, settings):
    draft = draft_of(office, "district")
    send(client, draft, "门牌.jpg", picture(exif=gps_exif()))
    attachment = Attachment.objects.get()
    assert abs(float(attachment.taken_lat) - 36.067083) < 1e-4
    filed = draft_of(office, "keeper")
    SitePhoto.objects.create(version=filed.version, attachment=attachment, slot="plate", position=0)
    for step in ROUTES["filed"]:
        filed = walk(filed, step, Crew(office, "keeper"))
    code = site_of(filed).code
    page = office.client("").get(f"/s/{code}/").content
    served_bytes = b"".join(office.client("").get(f"/s/{code}/photos/{attachment.pk}/").streaming_content)
    assert BYTES not in page + served_bytes
    assert b"36.0670" not in page


def test_d3_a_picture_stands_upright_without_its_note_which_way_is_up(client, draft, settings):
    exif = Image.Exif()
    exif[0x0112] = 6
    send(client, draft, "门牌.jpg", picture(size=(80, 40), exif=exif.tobytes()))
    attachment = Attachment.objects.get()
    assert (attachment.width, attachment.height) == (40, 80)


@pytest.mark.parametrize("case", REFUSED)
def test_d1_d4_what_is_no_proper_picture_is_refused_in_words(client, draft, settings, case):
    name, make, sentence = REFUSED[case]
    before = tables()
    response = send(client, draft, name, make())
    assert response.status_code == 400
    seen = response.content.decode()
    assert sentence in seen
    assert MARKER not in seen
    assert changed(before) == set()
    assert stored(settings) == []


def test_d4_of_a_film_of_5000_frames_the_first_is_kept(client, draft, settings):
    assert send(client, draft, "门牌.gif", gif_of(5_000, comment=BYTES)).status_code == 302
    files = stored(settings)
    assert len(files) == 2
    assert not any(BYTES in path.read_bytes() for path in files)


def test_d4_a_refused_file_takes_no_good_one_along(client, draft, settings):
    upload = {
        "plate": [
            SimpleUploadedFile("a.jpg", picture(shade=1), "image/jpeg"),
            SimpleUploadedFile("b.jpg", HTML, "image/jpeg"),
            SimpleUploadedFile("c.png", png_of(13_000), "image/png"),
            SimpleUploadedFile("d.jpg", picture(shade=2), "image/jpeg"),
        ],
    }
    response = client.post(f"/desk/filings/{draft.number}/photos/", upload)
    assert response.status_code == 400
    assert "已保存 2 张" in response.content.decode()
    assert SitePhoto.objects.count() == 2
    draw_missing()
    assert len(stored(settings)) == 4


NAMES = {
    "way up": b"../../../../etc/cron.d/" + BYTES + b".jpg",
    "way up of windows": b"..\\\\..\\\\" + BYTES + b".jpg",
    "absolute": b"/tmp/" + BYTES + b".jpg",
    "nul": b"a\x00" + BYTES + b".jpg",
    "line break": b"a%0d%0aSet-Cookie: x=1.jpg",
    "raw line feed": b"a\nX: y.jpg",
    "300 bytes": b"\xe9\x97\xa8" * 100 + b".jpg",
    "dot": b".htaccess",
    "device": b"CON.jpg",
    "quotes": b'a\\";onload=alert(1).jpg',
    "tags": b"<img src=x onerror=alert(1)>.jpg",
    "not utf-8": b"\xff\xfe\xed\xa0\x80.jpg",
    "nothing": b"",
}


def raw(name, data):
    """The body as a script sends it: the test client would clean the name."""
    head = b'Content-Disposition: form-data; name="plate"; filename="' + name + b'"\r\n'
    return (
        b"--"
        + BOUNDARY.encode()
        + b"\r\n"
        + head
        + b"Content-Type: image/jpeg\r\n\r\n"
        + data
        + b"\r\n--"
        + BOUNDARY.encode()
        + b"--\r\n"
    )


@pytest.mark.parametrize("name", NAMES)
def test_d5_a_file_name_reaches_neither_the_disk_nor_a_header(client, draft, settings, tmp_path, name):
    for data in (HTML, picture()):
        send_raw(client, draft, settings, tmp_path, NAMES[name], data)


def send_raw(client, draft, settings, tmp_path, name, data):
    outside = {path for path in tmp_path.rglob("*") if "media" not in path.parts}
    response = client.post(
        f"/desk/filings/{draft.number}/photos/",
        raw(name, data),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
    )
    assert response.status_code in (302, 400)
    assert "x" not in response.cookies
    page = response.content.decode()
    assert "<img src=x" not in page
    assert "onload=alert(1)" not in page or "&quot;" in page
    for path in stored(settings):
        assert path.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
        assert MARKER not in path.name
        assert uuid.UUID(path.stem.split("_")[0].removesuffix("-s").removesuffix("s") or path.stem)
    assert {path for path in tmp_path.rglob("*") if "media" not in path.parts} == outside
    if response.status_code == 400:
        assert stored(settings) == []


def test_d5_a_slot_nobody_knows_keeps_nothing(client, draft, settings):
    upload = {"passport": SimpleUploadedFile("a.jpg", picture(), "image/jpeg")}
    response = client.post(f"/desk/filings/{draft.number}/photos/", upload)
    assert response.status_code == 400
    assert "还没有选择照片" in response.content.decode()
    assert stored(settings) == []


def test_a_removed_picture_is_gone_from_the_disk(client, draft, settings, django_capture_on_commit_callbacks):
    send(client, draft, "门牌.jpg", picture())
    assert len(stored(settings)) == 2
    key = Attachment.objects.get().pk
    link = f"/desk/filings/{draft.number}/photos/{key}/remove/"
    form = {"key": str(uuid.uuid4()), "seen": draft.revision}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(link, form).status_code == 302
    assert stored(settings) == []
    assert client.get(f"/desk/filings/{draft.number}/photos/{key}/").status_code == 404


def test_a_picture_larger_than_20_mb_is_refused_and_the_rest_of_the_form_stays(client, draft, settings):
    response = send(client, draft, "大图.jpg", picture() + b"\0" * (20 * 1024 * 1024))
    assert response.status_code == 400
    assert "大图.jpg:超过 20 MB" in response.content.decode()
    assert BY_CODE["photos"].title in response.content.decode()
    assert stored(settings) == []
