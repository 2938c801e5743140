"""What goes into the proof of a notice? Read from its rows; no name and no telephone of a sender."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from demonstration.models import Objection, Publicity, PublicityChannel
from demonstration.publicity.bundle import lines_file, packed
from demonstration.publicity.proof import Gap, instant
from demonstration.publicity.selectors import channels_of, faults_of, watched_until
from sites.models import Attachment


def bundle_of(row: Publicity, *, now: datetime) -> tuple[bytes, str]:
    """The file, and the seal that stands for it."""
    faults = faults_of(row, now)
    channels = channels_of(row)
    files = {
        "texts.jsonl": lines_file(_texts(row)),
        "entries.jsonl": lines_file(_entries(row)),
        "objections.jsonl": lines_file(_objections(row)),
        "channels.jsonl": lines_file(_channel(each) for each in channels),
        "checks.jsonl": lines_file(_checks(row)),
        "flags.jsonl": lines_file(
            [*map(_gap, faults.gaps), *({"altered": each.sequence} for each in faults.altered)]
        ),
    }
    for text in row.texts.all():
        files[f"notice-{text.number}.txt"] = text.content.encode()
    files |= dict(_pictures(channels))
    return packed(files, _head(row, now))


def _head(row: Publicity, now: datetime) -> dict[str, Any]:
    return {
        "bundle": 1,
        "number": row.number,
        "title": row.title,
        "state": row.state,
        "posted_at": instant(row.posted_at),
        "days": row.days,
        "counted": row.counted,
        "counts_posting_day": row.counts_posting_day,
        "ends_at": instant(row.ends_at),
        "is_provisional": row.is_provisional,
        "ended_at": instant(row.ended_at) if row.ended_at else "",
        "watched_until": instant(watched_until(row, now)),
        "calendar": row.calendar_version,
    }


def _texts(row: Publicity) -> Iterator[dict[str, Any]]:
    for each in row.texts.all():
        yield {
            "file": f"notice-{each.number}.txt",
            "since": instant(each.since),
            "why": each.why,
            "sha256": each.digest,
        }


def _entries(row: Publicity) -> Iterator[dict[str, Any]]:
    for each in row.entries.order_by("position"):
        yield {
            "position": each.position,
            "name": each.name,
            "union": each.union,
            "type": each.type_label,
            "grade": each.grade,
            "held": each.is_held,
            "removed_at": instant(each.removed_at) if each.removed_at else "",
        }


def _objections(row: Publicity) -> Iterator[dict[str, Any]]:
    rows = Objection.objects.filter(entry__publicity=row).select_related("entry")
    for each in rows.order_by("received_at", "pk"):
        yield {
            "number": each.number,
            "position": each.entry.position,
            "channel": each.channel,
            "signed": each.is_named,
            "received_at": instant(each.received_at),
            "text": each.text,
            "state": each.state,
            "reply": each.reply,
            "answered_at": instant(each.answered_at) if each.answered_at else "",
        }


def _channel(each: PublicityChannel) -> dict[str, Any]:
    return {
        "place": each.place,
        "address": each.address,
        "posted_on": each.posted_on.isoformat(),
        "picture": each.picture.sha256 if each.picture else "",
    }


def _checks(row: Publicity) -> Iterator[dict[str, Any]]:
    for each in row.checks.order_by("sequence"):
        yield {
            "sequence": each.sequence,
            "at": instant(each.checked_at),
            "status": each.status,
            "digest": each.digest,
            "up": each.is_up,
            "previous": each.previous,
            "seal": each.seal,
        }


def _gap(gap: Gap) -> dict[str, str]:
    return {"gap_since": instant(gap.since), "gap_until": instant(gap.until)}


def _pictures(channels: list[PublicityChannel]) -> Iterator[tuple[str, bytes]]:
    for each in channels:
        if each.picture is not None and each.picture.erased_at is None:
            yield f"pictures/{each.picture.sha256}.jpg", _bytes_of(each.picture)


def _bytes_of(picture: Attachment) -> bytes:
    with picture.file.open("rb") as file:
        data: bytes = file.read()
    return data
