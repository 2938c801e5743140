"""What follows when the register moves: a shell is planned, facts are written, a decided version takes effect."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Substr

from accounts.models import District, Union
from core.actor import Actor
from core.audit import Change, record
from core.many import give_keys, insert_many
from core.search_text import search_text
from core.workflow import TransitionRefused
from sites.codes import make_code
from sites.images import clean_picture
from sites.listing import why_unlisted
from sites.models import HostAgreement, ServiceSite, SitePhoto, SiteVersion
from sites.search_tokens import facility_token, public_words, search_words
from sites.sections import PAIRED
from sites.services.keeping import keep_picture, release
from sites.summary import label_of, text_of
from sites.transitions import SITE
from sites.vocabulary import SiteState

#: Pictures kept with one version; more do not help anybody who looks.
MOST_PHOTOS = 20

#: Where codes come from: the operating system, so that they tell nothing.
CHANCE = random.SystemRandom()


class TooManyPhotos(Exception):
    """The version already holds as many pictures as it may."""


class AlreadyThere(Exception):
    """The version shows this very picture; it is not kept twice."""

    def __init__(self, photo: SitePhoto) -> None:
        super().__init__(f"这张照片已在“{photo.get_slot_display()}”中,没有重复保存。")
        self.photo = photo


def plan_site(
    *, site_type: str, union: Union, district: District, actor: Actor, now: datetime, is_sample: bool = False
) -> SiteVersion:
    """A shell without a code and its first, empty version."""
    with transaction.atomic():
        site = ServiceSite.objects.create(
            site_type=site_type,
            managing_union=union,
            union_path=union.path or "",
            district=district,
            state="planned",
            is_sample=is_sample,
            created_at=now,
            updated_at=now,
        )
        version = SiteVersion.objects.create(
            site=site, number=1, site_type=site_type, district=district, created_at=now
        )
        record(actor, "site.plan", site, now=now, label="新建阵地草稿", after=site.state)
    return version


def plan_sites(versions: list[SiteVersion]) -> list[SiteVersion]:
    """Many shells with their first versions, as ``plan_site`` makes one; the trail is written by the caller."""
    sites = [each.site for each in versions]
    give_keys(sites)
    give_keys(versions)
    for version in versions:
        version.site = version.site  # its key is known only now
    insert_many(sites)
    insert_many(versions)
    return versions


def _refuse_decided(version: SiteVersion) -> None:
    if version.decided_at is not None:
        raise TransitionRefused("这一版资料已经作出决定,不能再修改。请新建变更备案。")


def update_facts(
    version: SiteVersion, values: Mapping[str, Any], *, actor: Actor, now: datetime
) -> dict[str, Change]:
    """Write facts into a draft version; returns old and new as texts. A decided version is never written.

    A question that fills several columns is told once, before the first and after the last of them is written.
    """
    _refuse_decided(version)
    asked = list(dict.fromkeys(PAIRED.get(name, name) for name in values))
    before = {name: text_of(version, name) for name in asked}
    for name, value in values.items():
        setattr(version, name, value)
    after = {name: text_of(version, name) for name in asked}
    version.save(update_fields=list(values))
    changes = {label_of(name): (before[name], after[name]) for name in asked if before[name] != after[name]}
    site = version.site
    shell: dict[str, Any] = {"district_id": version.district_id, "site_type": version.site_type}
    if site.state == SiteState.PLANNED and any(
        getattr(site, name) != now_is for name, now_is in shell.items()
    ):
        with SITE.step(site.pk, "draft", actor=actor, now=now, **shell):
            pass
    return changes


def _fresh_code() -> str:
    while True:
        code = make_code(CHANCE)
        if not ServiceSite.objects.filter(code=code).exists():
            return code


def open_site(
    version: SiteVersion, *, number: str, confirmed_by: str, actor: Actor, now: datetime
) -> ServiceSite:
    """The decided version takes effect: code and number are given, the site opens, its page goes live."""
    version.decided_at = now
    version.save(update_fields=["decided_at"])
    fields = {
        **register_columns(version),
        "code": _fresh_code(),
        "filing_number": number,
        "filed_on": now.date(),
        "confirmed_on": now.date(),
        "confirmed_by": confirmed_by,
        "updated_at": now,
    }
    with SITE.step(version.site_id, "open", actor=actor, now=now, **fields) as step:
        step.details["filing_number"] = number
        if version.agreement_starts_on and version.agreement_ends_on:
            HostAgreement.objects.create(
                site=step.row,
                host_name=version.host_name,
                starts_on=version.agreement_starts_on,
                ends_on=version.agreement_ends_on,
            )
    return step.row


def register_columns(version: SiteVersion, *, in_season: bool = False) -> dict[str, Any]:
    """What the register's row copies from the version in force, for lists, search and nearness.

    ``in_season``: the site has a confirmed season that is not over; a new one never has.
    """
    is_seasonal = version.kind.is_seasonal
    hidden = why_unlisted(partial(getattr, version), is_seasonal=is_seasonal, in_season=in_season)
    tokens = [facility_token(code) for code in version.facilities]
    return {
        "version": version,
        "site_type": version.site_type,
        "name": version.name,
        "access": version.access,
        "district": version.district,
        "lat": version.lat,
        "lng": version.lng,
        "is_listed": not hidden,
        "search": search_text(*search_words(version), tokens=tokens),
        "public_search": search_text(*public_words(version), tokens=tokens) if version.is_sensitive else "",
    }


def add_photo(
    version: SiteVersion, slot: str, data: bytes, *, owner_union: Union, uploader_id: int, now: datetime
) -> SitePhoto:
    """Keep a clean copy of the picture under its slot; the small one follows. Raises ``BadPicture``, ``NotStored``,
    ``TooManyPhotos`` or ``AlreadyThere``.
    """
    _refuse_decided(version)
    if version.photos.count() >= MOST_PHOTOS:
        raise TooManyPhotos(f"一个阵地最多保存 {MOST_PHOTOS} 张照片,这一张没有保存;请先移除不用的照片。")
    picture = clean_picture(data)
    with transaction.atomic():
        seen = version.photos.filter(attachment__sha256=picture.sha256).first()
        if seen is not None:
            raise AlreadyThere(seen)
        attachment = keep_picture(picture, owner_union=owner_union, uploader_id=uploader_id, now=now)
        version.forget_pictures()
        position = version.photos.filter(slot=slot).aggregate(last=Max("position"))["last"]
        return SitePhoto.objects.create(
            version=version,
            attachment=attachment,
            slot=slot,
            position=0 if position is None else position + 1,
        )


def remove_photo(photo: SitePhoto) -> None:
    """Take a picture out of a draft version; the file goes with its last use, after the commit."""
    _refuse_decided(photo.version)
    attachment = photo.attachment
    photo.delete()
    photo.version.forget_pictures()
    release(attachment)


def relabel_paths(old: str, new: str) -> None:
    """A branch of the tree moved: the copies of its path follow."""
    ServiceSite.objects.filter(union_path__startswith=old).update(
        union_path=Concat(Value(new), Substr(F("union_path"), len(old) + 1))
    )
