"""A picture is erased while its small copy is drawn: whoever comes first, nothing of it stays on the disk."""

from __future__ import annotations

import pytest

from filing.services.erasing import erase_photo
from sites.images import small_copy
from sites.models import Attachment, PictureSign
from sites.pictures import services as signs
from sites.pictures.signs import Sign
from sites.services.small_copies import _kept, draw_small_copy
from tests.factories import actor_of
from tests.filing.test_erasing import files_of, first_of
from tests.filing.test_races import SOON, crowd, held_open, see_waiting
from tests.office import NOW, build_office, case_in

pytestmark = [pytest.mark.pg, pytest.mark.django_db(transaction=True)]

__all__ = ["crowd"]


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


def test_who_erases_waits_for_the_small_copy_and_takes_it_along(office, crowd):
    case = case_in(office, "filed", photos=1)
    attachment, actor = first_of(case), actor_of(office.people["district"])
    with held_open(lambda: draw_small_copy(attachment.pk)):
        assert len(files_of(attachment)) == 2
        erasing = crowd(lambda: erase_photo(case.pk, attachment.pk, actor=actor, now=NOW))
        see_waiting()
    erasing.result(timeout=SOON)
    assert files_of(attachment) == []
    assert Attachment.objects.get().erased_at == NOW


def test_who_draws_waits_for_the_erasing_and_keeps_nothing(office, crowd):
    case = case_in(office, "filed", photos=1)
    attachment, actor = first_of(case), actor_of(office.people["district"])
    with attachment.file.open("rb") as stored:
        small = small_copy(stored.read())
    with held_open(lambda: erase_photo(case.pk, attachment.pk, actor=actor, now=NOW)):
        drawing = crowd(lambda: _kept(attachment.pk, small))
        see_waiting()
    assert drawing.result(timeout=SOON) is False
    assert files_of(attachment) == []


def test_who_remembers_waits_for_the_erasing_and_keeps_no_sign(office, crowd):
    case = case_in(office, "filed", photos=1)
    attachment, actor = first_of(case), actor_of(office.people["district"])
    with held_open(lambda: erase_photo(case.pk, attachment.pk, actor=actor, now=NOW)):
        remembering = crowd(lambda: signs._kept(attachment.pk, Sign(1, b"grey")))
        see_waiting()
    assert remembering.result(timeout=SOON) is None
    assert not PictureSign.objects.exists()
