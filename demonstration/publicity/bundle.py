"""The proof that a notice hung out, as one file that anybody can verify without the portal. Pure.

Text files with one thing a line, and a manifest whose lines are chained: each carries the digest of its own content and
of the line before it, so that every altered byte can be named by its file and line.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from core.canonical import canonical_json

MANIFEST = "manifest.jsonl"
#: Hexadecimal digits kept of each line's digest.
LINE_MARK = 16
#: The same facts give the same bytes.
_STAMP = (2000, 1, 1, 0, 0, 0)


def lines_file(rows: Iterable[Any]) -> bytes:
    return "".join(f"{canonical_json(row)}\n" for row in rows).encode()


def manifest_of(files: Mapping[str, bytes], head: Mapping[str, Any]) -> tuple[bytes, str]:
    """The manifest and its last seal, which stands for the whole."""
    told: list[dict[str, Any]] = [{"about": dict(head)}]
    for name in sorted(files):
        data = files[name]
        is_text = not name.startswith("pictures/")
        marks = [hashlib.sha256(line).hexdigest()[:LINE_MARK] for line in data.splitlines(keepends=True)]
        told.append(
            {
                "file": name,
                "bytes": len(data),
                "sha256": hashlib.sha256(data).hexdigest(),
                "lines": marks if is_text else [],
            }
        )
    seal, lines = "", []
    for each in told:
        seal = hashlib.sha256(f"{seal}{canonical_json(each)}".encode()).hexdigest()
        lines.append(canonical_json({"content": each, "seal": seal}) + "\n")
    return "".join(lines).encode(), seal


def packed(files: Mapping[str, bytes], head: Mapping[str, Any]) -> tuple[bytes, str]:
    """The bundle, and the seal of its manifest."""
    manifest, seal = manifest_of(files, head)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in [(MANIFEST, manifest), *sorted(files.items())]:
            info = zipfile.ZipInfo(name, _STAMP)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return target.getvalue(), seal
