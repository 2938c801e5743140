"""How large may an uploaded file be, and how is its name shown? No database."""

from __future__ import annotations

from core.text_guard import normalise_text

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE


def shown_name(name: str) -> str:
    """A file's name as it may be shown: one line, bounded, its end kept."""
    text = normalise_text(name.replace("\\", "/").rpartition("/")[2]) or "未命名文件"
    return text if len(text) <= 60 else f"{text[:40]}…{text[-16:]}"
