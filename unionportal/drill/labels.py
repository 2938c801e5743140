"""Drawn pictures through the real upload and the real background task: is each second use seen, and nothing else?"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID

from accounts.models import District
from sites.models import Attachment, PictureSign, PictureTwin, SiteVersion
from sites.pictures.services import forget_pictures, remember_picture, suspicions
from sites.services import add_photo, plan_site
from unionportal.drill.crowded import crowd_of_signs, look_at
from unionportal.drill.made_pictures import CHANGES, SCENES, changed, jpeg, room, scene
from unionportal.drill.office import DISTRICT, START, Office, build_office
from unionportal.drill.outcome import Outcome, Say
from unionportal.drill.throwaway import throwaway_database

LEAST_RECALL = 0.95
MOST_FALSE = 0.01
#: Pictures that are looked for in a crowd.
FEW = 60
#: Uses of one picture: as it is, and changed in every way. Of ten pictures seven are uses of one that is used again.
USES = 1 + len(CHANGES)
ALIKE_ROOMS = 3
PHOTOS_PER_SITE = 20
MOST_ASKED_TWICE = 100

CHECKED = (
    f"同一张照片缩小、低质量压缩、裁去一成、调亮或调暗、转发、左右翻转后再次上传,查出的不少于 {LEAST_RECALL:.0%};上传先后随机。",
    f"从未用过的照片(其中有陈设相似的房间)被误报的不超过 {MOST_FALSE:.0%}。",
    "同一任务再运行一次,没有任何变化;删去后重新提取,特征逐字节相同。",
)
HEADS = ("照片", "张数", "查出相近", "比例")
FRESH, ALIKE = "从未用过的照片", "从未用过,陈设相似的房间"
STRANGERS = (FRESH, ALIKE)


@dataclass(frozen=True)
class Made:
    """``origin``: the picture it was made from; two of one origin are one picture."""

    origin: str
    what: str
    data: bytes


def made(size: int) -> Iterator[Made]:
    """A tenth of the pictures is used seven times; the rest once, some of them rooms that look alike."""
    used = range(size // 10)
    for number in used:
        picture = scene(number)
        yield Made(f"{number}", "", jpeg(picture))
        for how in CHANGES:
            yield Made(f"{number}", how, changed(picture, how, number))
    left = size - len(used) * USES
    alike = [(number, shift) for number in used[:: len(SCENES)] for shift in range(1, ALIKE_ROOMS + 1)][:left]
    for number, shift in alike:
        yield Made(f"{number}/{shift}", ALIKE, jpeg(room(number, shift)))
    for number in range(size, size + left - len(alike)):
        yield Made(f"{number}", FRESH, jpeg(scene(number)))


def drill(size: int, say: Say, until: float) -> Outcome:
    """``size`` pictures and no others. Always goes to its end."""
    return _seen_through(size, 0, Outcome(CHECKED, f"{size} 张照片", heads=HEADS), say)


def crowded(size: int, say: Say, until: float) -> Outcome:
    """A few pictures beside ``size`` others: what does a look cost, and is it as sure? Always goes to its end."""
    words = f"{FEW} 张照片,库中另有 {size:,} 张"
    return _seen_through(FEW, size, Outcome(CHECKED, words, heads=HEADS), say)


def _seen_through(size: int, others: int, outcome: Outcome, say: Say) -> Outcome:
    with (
        tempfile.TemporaryDirectory(prefix="portal-drill-") as folder,
        throwaway_database(Path(folder)),
    ):
        office = build_office()
        crowd_of_signs(office.primary, office.people["keeper"].key, others, say)
        kept = _upload(office, size, outcome, say)
        _judge(kept, outcome)
        _ask_twice(list(kept)[:MOST_ASKED_TWICE], outcome)
    outcome.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def _upload(office: Office, size: int, outcome: Outcome, say: Say) -> dict[UUID, Made]:
    """Every picture through upload and task, in an order that has nothing to do with its origin."""
    pictures = list(made(size))
    random.Random(size).shuffle(pictures)
    kept, seconds = {}, []
    version = _site(office)
    for number, each in enumerate(pictures):
        if number % PHOTOS_PER_SITE == 0:
            version = _site(office)
        uploader = office.people["keeper"].key
        photo = add_photo(
            version, "overview", each.data, owner_union=office.primary, uploader_id=uploader, now=START
        )
        begun = time.process_time()
        remember_picture(photo.attachment_id, now=START)
        seconds.append(time.process_time() - begun)
        kept[photo.attachment_id] = each
    say(f"  {len(kept)} 张已上传并比对,每张用处理器 {median(seconds) * 1000:.0f} 毫秒(中位)")
    outcome.counted["每张照片取特征并比对(处理器毫秒,中位)"] = round(median(seconds) * 1000)
    outcome.counted["每张照片取特征并比对(处理器毫秒,最多)"] = round(max(seconds) * 1000)
    near = [sum(1 for _ in suspicions(look_at(each.data))) for each in pictures[:PHOTOS_PER_SITE]]
    outcome.counted["每张照片在库中细看的张数(最多)"] = max(near)
    return kept


def _site(office: Office) -> SiteVersion:
    district = District.objects.get(code=DISTRICT)
    actor = office.people["keeper"]
    return plan_site(
        site_type="outdoor_station", union=office.primary, district=district, actor=actor, now=START
    )


def _paired(kept: dict[UUID, Made]) -> tuple[set[UUID], set[UUID]]:
    """Pictures paired with the one they were made from, or it with them; and pictures paired with another one."""
    again: set[UUID] = set()
    alarmed: set[UUID] = set()
    for pair in PictureTwin.objects.values_list("picture__attachment", "earlier__attachment"):
        ends = [kept[key] for key in pair if key in kept]
        if len(ends) < len(pair) or ends[0].origin != ends[1].origin:
            alarmed |= set(pair)
        elif not all(each.what for each in ends):
            again |= set(pair)
    return again, alarmed & kept.keys()


def _judge(kept: dict[UUID, Made], outcome: Outcome) -> None:
    again, alarmed = _paired(kept)
    numbers = Counter(each.what for each in kept.values())
    found = Counter(kept[key].what for key in again)
    alarms = Counter(kept[key].what for key in alarmed)
    used = _add_rows("合计:再次使用", CHANGES, numbers, found, outcome)
    fresh = _add_rows("合计:误报", STRANGERS, numbers, alarms, outcome)
    if used[1] < LEAST_RECALL * used[0]:
        outcome.broken.append(f"再次使用的 {used[0]} 张只查出 {used[1]} 张")
    if fresh[1] > MOST_FALSE * fresh[0]:
        outcome.broken.append(f"从未用过的 {fresh[0]} 张误报 {fresh[1]} 张")
    outcome.counted["再次使用的照片被认作另一张的"] = len(alarmed) - fresh[1]


def _add_rows(
    total: str, kinds: Iterable[str], numbers: Counter[str], found: Counter[str], outcome: Outcome
) -> tuple[int, int]:
    """A row for each kind of picture, and one for all: how many there are, how many were paired."""
    rows = [(what, numbers[what], found[what]) for what in kinds]
    both = sum(row[1] for row in rows), sum(row[2] for row in rows)
    outcome.rows += [_row(*row) for row in (*rows, (total, *both))]
    return both


def _row(what: str, number: int, found: int) -> tuple[str, str, str, str]:
    return what, str(number), str(found), f"{found / number:.1%}" if number else "–"


def _ask_twice(keys: list[UUID], outcome: Outcome) -> None:
    """The task once more; then everything forgotten and made anew."""
    signs, pairs = _signs(keys), PictureTwin.objects.count()
    if any(remember_picture(key, now=START) for key in keys) or PictureTwin.objects.count() != pairs:
        outcome.broken.append("同一任务再运行一次,比对结果变了")
    forget_pictures(Attachment.objects.filter(pk__in=keys))
    for key in keys:
        remember_picture(key, now=START)
    if _signs(keys) != signs:
        outcome.broken.append("删去后重新提取,特征变了")


def _signs(keys: list[UUID]) -> dict[UUID, tuple[bytes, bytes]]:
    rows = PictureSign.objects.filter(attachment__in=keys).values_list("attachment", "bits", "pattern")
    return {key: (bytes(bits), bytes(pattern)) for key, bits, pattern in rows}
