"""A decided version is answered before the database has to refuse, and leaves no file behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from core.actor import SYSTEM
from core.workflow import TransitionRefused
from sites.models import ServiceSite
from sites.services import add_photo, remove_photo, update_facts
from tests.factories import NOW, build_tree, person
from tests.office import picture
from tests.sites.public_sites import opened_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> ServiceSite:
    return opened_site(build_tree().primary, photos=1)


def stored_files() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def test_facts_of_a_decided_version_are_refused_with_a_sentence(site: ServiceSite) -> None:
    with pytest.raises(TransitionRefused, match="已经作出决定,不能再修改"):
        update_facts(site.version, {"address": "别处"}, actor=SYSTEM, now=NOW)
    assert ServiceSite.objects.get(pk=site.pk).version.address == "文登路28号"


def test_no_picture_joins_or_leaves_a_decided_version_nor_any_file(site: ServiceSite) -> None:
    before = stored_files()
    who = person("late", "district", site.managing_union)
    with pytest.raises(TransitionRefused, match="不能再修改"):
        add_photo(
            site.version,
            "plate",
            picture(shade=9),
            owner_union=site.managing_union,
            uploader_id=who.pk,
            now=NOW,
        )
    with pytest.raises(TransitionRefused, match="不能再修改"):
        remove_photo(site.version.photos.get())
    assert site.version.photos.count() == 1
    assert stored_files() == before
    assert len(before) == 1  # the small copy is drawn later
