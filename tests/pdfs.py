"""PDF files written by hand, good and hostile ones, byte by byte and without a library."""

from __future__ import annotations

import zlib
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdfium2 import PdfDocument

#: Number of the first object that a test may add.
FIRST_OWN = 100


def written(objects: dict[int, bytes], *, trailer: bytes = b"") -> bytes:
    """The file of these objects, with a correct table; object 1 is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def plain_pdf(
    text: str = "paper",
    *,
    pages: int = 1,
    catalogue: bytes = b"",
    page: bytes = b"",
    more: dict[int, bytes] | None = None,
) -> bytes:
    """Some pages with a line of Latin text; what is given goes into the catalogue or into each page."""
    kids = b" ".join(b"%d 0 R" % (10 + number) for number in range(pages))
    drawn = stream(b"BT /F1 18 Tf 40 700 Td (%s) Tj ET" % text.encode("latin-1"))
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    each = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> " + page + b" >>"
    )
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
        3: font,
        4: drawn,
    }
    objects |= {10 + number: each for number in range(pages)}
    return written(objects | {key + pages: body for key, body in (more or {}).items()})


def hidden_in_object_stream(body: bytes) -> bytes:
    """A file whose catalogue, with ``body`` in it, stands in a compressed object stream."""
    catalogue = b"<< /Type /Catalog /Pages 2 0 R " + body + b" >>"
    packed = stream(zlib.compress(b"1 0 " + catalogue), b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode")
    objects = {
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        5: packed,
    }
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, each in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    rows = [(0, 0, 255), (2, 5, 0), (1, places[2], 0), (1, places[3], 0), (0, 0, 0), (1, places[5], 0)]
    rows.append((1, start, 0))
    table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([rest]) for kind, place, rest in rows)
    head = b"/Type /XRef /Size 7 /W [1 4 1] /Root 1 0 R"
    out += b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(table, head), start)
    return bytes(out)


def encrypted_pdf(password: str) -> bytes:
    """Locked against opening, or for an empty password only against printing and the like."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(plain_pdf())))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def words_in(data: bytes) -> str:
    """What a reader can take from a file, without blanks: lines break where the page is narrow."""
    read = "".join(page.get_textpage().get_text_range() for page in PdfDocument(data))
    return "".join(read.split())


SCRIPT = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
NAMED_SCRIPT = b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (1) >>] >> >>"
LAUNCH = b"/OpenAction << /S /Launch /F (cmd.exe) >>"
SPELT_LAUNCH = b"/OpenAction << /S /L#61unch /F (cmd.exe) >>"
LAUNCH_LINK = (
    b"/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 500 500] /A << /S /Launch /F (cmd.exe) >> >>]"
)
EMBEDDED = (
    b"/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /F (a.exe) "
    b"/EF << /F << /Length 0 >> >> >>] >> >>"
)
