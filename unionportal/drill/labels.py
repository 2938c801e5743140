"""Drawn pictures through the real upload and the real background task: is each second use seen, and nothing else?"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from uuid import UUID

from django.db import transaction

from accounts.models import District
from sites.models import PictureSign, PictureTwin, SiteVersion
from sites.pictures.services import remember_picture, suspicions
from sites.services import add_photo, plan_site
from unionportal.drill.crowded import crowd_of_signs, look_at
from unionportal.drill.made_pictures import CHANGES, SCENES, changed, jpeg, room, scene
from unionportal.drill.office import DISTRICT, START, Office, build_office
from unionportal.drill.outcome import Outcome, Say
from unionportal.drill.throwaway import throwaway_database

LEAST_RECALL = 0.95
MOST_FALSE = 0.01
#: Pictures that are there already, for each picture of the drill: half a million beside six hundred.
CROWD_EACH = 833
#: Uses of one picture: as it is, and changed in every way. Of ten pictures seven are uses of one that is used again.
USES = 1 + len(CHANGES)
ALIKE_ROOMS = 3
PHOTOS_PER_SITE = 20

CHECKED = (
    f"同一张照片缩小、低质量压缩、裁去一成、调亮或调暗、转发、左右翻转后再次上传,查出的不少于 {LEAST_RECALL:.0%};上传先后随机。",
    f"从未用过的照片(其中有陈设相似的房间)被误报的不超过 {MOST_FALSE:.0%}。",
    "同一任务再运行一次,特征和比对结果不变。",
)
HEADS = ("照片", "张数", "查出相近", "比例")
FRESH, ALIKE = "从未用过的照片", "从未用过,陈设相似的房间"


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
    """``size`` pictures beside a crowd of 833 times as many. Always goes to its end."""
    outcome = Outcome(CHECKED, f"{size} 张照片,库中另有 {size * CROWD_EACH:,} 张", heads=HEADS)
    with (
        tempfile.TemporaryDirectory(prefix="portal-drill-") as folder,
        throwaway_database(Path(folder)),
    ):
        office = build_office()
        crowd_of_signs(office, size * CROWD_EACH, say)
        kept = _upload(office, size, outcome, say)
        _judge(kept, outcome)
        _ask_twice(list(kept), outcome)
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


def _judge(kept: dict[UUID, Made], outcome: Outcome) -> None:
    used_again: Counter[str] = Counter()
    wrong: set[UUID] = set()
    found: set[UUID] = set()
    for pair in PictureTwin.objects.values_list("picture__attachment", "earlier__attachment"):
        one, other = (kept.get(key) for key in pair)
        if one is not None and other is not None and one.origin == other.origin:
            found |= {key for key, each in zip(pair, (other, one), strict=True) if not each.what}
        else:
            wrong |= set(pair)
    for key in found:
        used_again[kept[key].what] += 1
    numbers = Counter(each.what for each in kept.values())
    for how in CHANGES:
        outcome.rows.append(_row(how, numbers[how], used_again[how]))
    for what in (FRESH, ALIKE):
        alarms = sum(kept[key].what == what for key in wrong & kept.keys())
        outcome.rows.append(_row(what, numbers[what], alarms))
    changes = sum(numbers[how] for how in CHANGES)
    fresh = numbers[FRESH] + numbers[ALIKE]
    hits, alarms = (
        sum(used_again[how] for how in CHANGES),
        sum(kept[key].what in (FRESH, ALIKE) for key in wrong & kept.keys()),
    )
    outcome.rows += [_row("合计:再次使用", changes, hits), _row("合计:误报", fresh, alarms)]
    if hits < LEAST_RECALL * changes:
        outcome.broken.append(f"再次使用的 {changes} 张只查出 {hits} 张")
    if alarms > MOST_FALSE * fresh:
        outcome.broken.append(f"从未用过的 {fresh} 张误报 {alarms} 张")


def _row(what: str, number: int, found: int) -> tuple[str, str, str, str]:
    return what, str(number), str(found), f"{found / number:.1%}" if number else "–"


def _ask_twice(keys: list[UUID], outcome: Outcome) -> None:
    """Once more, as if the compared mark had been lost: the same signs, the same pairs."""
    before = (_signs(keys), set(PictureTwin.objects.values_list("picture", "earlier", "agreement")))
    with transaction.atomic():
        PictureSign.objects.filter(attachment__in=keys).update(compared_at=None)
        again = [remember_picture(key, now=START) for key in keys]
    after = (_signs(keys), set(PictureTwin.objects.values_list("picture", "earlier", "agreement")))
    if before[0] != after[0] or not before[1] <= after[1]:
        outcome.broken.append("再次运行后特征或比对结果变了")
    outcome.counted["再次运行的照片"] = sum(again)


def _signs(keys: list[UUID]) -> dict[UUID, tuple[bytes, bytes]]:
    rows = PictureSign.objects.filter(attachment__in=keys).values_list("attachment", "bits", "pattern")
    return {key: (bytes(bits), bytes(pattern)) for key, bits, pattern in rows}
