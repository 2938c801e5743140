"""Proof of an item: chosen among the pictures of the site, and what is known of a picture told to those who check."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import IFD, Base

from inspection.assessing import services
from inspection.models import ScoreProof
from sites.models import Attachment, PictureTwin, SitePhoto
from sites.pictures.labels import NOT_SEEN, TAKEN_LATER
from sites.tasks import draw_one
from tests.factories import actor_of
from tests.inspection.boards import answer, begin, board, put_in_force
from tests.office import NOW, build_office, case_in, picture, site_of
from unionportal.drill.made_pictures import changed, jpeg, scene

pytestmark = pytest.mark.django_db

ALL = "/desk/inspections/assessments/"


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def other(office):
    """Another branch's site; asked for before ``row``, so that nobody scored it at its door."""
    return site_of(
        case_in(
            office,
            "filed",
            by="district2",
            over=office.licang_primary,
            district="370213",
            photos=1,
            name="远处驿站",
        )
    )


@pytest.fixture
def row(office):
    site = site_of(case_in(office, "filed", photos=2))
    put_in_force()
    return begin(office, site)


def pictures_of(row):
    return list(SitePhoto.objects.filter(version=row.version_id).values_list("attachment_id", flat=True))


def page(office, row, part="", who="keeper"):
    return office.client(who).get(f"{ALL}{row.number}/{part}")


def choose(office, row, keys, who="keeper", **more):
    return office.client(who).post(f"{ALL}{row.number}/proofs/A1/choose/", {"photos": keys, **more})


# Chosen among the pictures of the site


def test_the_item_leads_to_the_pictures_of_the_site_and_back(office, row):
    one, two = pictures_of(row)
    assert f'href="{ALL}{row.number}/proofs/A1/choose/"' in page(office, row).content.decode()
    shown = page(office, row, "proofs/A1/choose/").content.decode()
    assert re.findall(r'name="photos" value="([^"]+)"', shown) == [str(one), str(two)]
    assert page(office, row, f"pictures/{one}/").status_code == 200
    answered = choose(office, row, [str(one), str(two)])
    assert answered.headers["Location"] == f"{ALL}{row.number}/#item-A1"
    assert [proof.attachment_id for proof in board(row).proofs["A1"]] == [one, two]
    again = page(office, row, "proofs/A1/choose/").content.decode()
    assert "没有别的照片可选" in again and 'name="photos"' not in again


def test_from_the_page_of_one_item_it_leads_back_there(office, row):
    alone = page(office, row, "?item=A1").content.decode()
    assert "proofs/A1/choose/?one=1" in alone
    assert (
        '<input type="hidden" name="one" value="1">'
        in page(office, row, "proofs/A1/choose/?one=1").content.decode()
    )
    answered = choose(office, row, [str(pictures_of(row)[0])], one="1")
    assert answered.headers["Location"] == f"{ALL}{row.number}/?item=A1"


def test_nothing_ticked_and_pictures_of_others_are_refused_in_words(office, other, row):
    foreign = str(SitePhoto.objects.get(version=other.version_id).attachment_id)
    nothing = choose(office, row, [])
    assert (nothing.status_code, "请至少勾选一张" in nothing.content.decode()) == (400, True)
    strange = choose(office, row, [str(pictures_of(row)[0]), foreign])
    assert (strange.status_code, "请重新选择" in strange.content.decode()) == (400, True)
    assert not ScoreProof.objects.exists(), "all or none"


def test_who_may_not_prove_is_shown_no_pictures_to_choose(office, row):
    answer(row, office)
    services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)
    key = pictures_of(row)[0]
    assert page(office, row, "proofs/A1/choose/").status_code == 403
    assert page(office, row, f"pictures/{key}/").status_code == 404
    assert "从阵地照片中选择" not in page(office, row).content.decode()
    assert page(office, row, f"pictures/{key}/", "district").status_code == 200


def test_an_item_of_the_register_has_nothing_to_choose(office, row):
    assert page(office, row, "proofs/B1/choose/").status_code == 404


# What is known of a picture


def prove(office, row, data, at=NOW, by="keeper"):
    proof = services.add_proof(row.pk, "A1", data, actor=office.actor(by), now=at)
    draw_one(str(proof.attachment_id))
    return proof


def handed_in(office, row):
    answer(row, office)
    return services.hand_in_assessment(row.pk, actor=office.actor("keeper"), now=NOW)


def test_labels_stand_beside_proof_for_those_who_check(office, row, settings):
    settings.PHOTO_LABELS = True
    proof = prove(office, row, jpeg(scene(0).resize((640, 480))))
    Attachment.objects.filter(pk=proof.attachment_id).update(taken_at=NOW - timedelta(days=400))
    assert "照片标签" not in page(office, row).content.decode(), "not to who fills the first column"
    total = board(row).outcomes["own"].total
    handed_in(office, row)
    seen = page(office, row, who="district").content.decode()
    for words in (NOT_SEEN, "早于本周期拍摄", "仅供参考,不影响评分"):
        assert words in seen
    assert NOT_SEEN in page(office, row, "?item=A1", "district").content.decode()
    assert board(row).columns["own"].total != total
    assert board(row).columns["own"].total == board(row).outcomes["own"].total


def test_a_picture_taken_tomorrow_is_kept_pointed_at_and_changes_no_points(office, row, settings):
    """A telephone may have a wrong clock: the picture says so itself, and people look."""
    settings.PHOTO_LABELS = True
    stamp = Image.Exif()
    stamp.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = f"{NOW + timedelta(days=1):%Y:%m:%d %H:%M:%S}"
    drawn = BytesIO()
    scene(0).resize((640, 480)).save(drawn, "JPEG", exif=stamp)
    total = board(row).outcomes["own"].total
    proof = prove(office, row, drawn.getvalue())
    assert proof.attachment.taken_at == NOW + timedelta(days=1)
    assert board(row).outcomes["own"].total == total
    handed_in(office, row)
    assert TAKEN_LATER in page(office, row, who="district").content.decode()


def test_without_the_setting_nothing_is_said(office, row):
    prove(office, row, picture())
    handed_in(office, row)
    assert "照片标签" not in page(office, row, who="district").content.decode()


def test_a_picture_that_proved_something_elsewhere_is_told_within_reach_alone(office, other, row, settings):
    settings.PHOTO_LABELS = True
    drawn = scene(0).resize((640, 480))
    there = begin(office, other, "district2")
    prove(office, there, jpeg(drawn), at=NOW - timedelta(days=30), by="district2")
    prove(office, row, changed(drawn, "左右翻转", 0))
    handed_in(office, row)
    assert PictureTwin.objects.count() == 1
    near = page(office, row, who="district").content.decode()
    assert "与其他阵地的照片相近,请核对" in near and "远处驿站" not in near
    assert "与“远处驿站”" in page(office, row, who="city").content.decode()


def test_of_one_assessment_it_is_said_in_its_words(office, row, settings):
    settings.PHOTO_LABELS = True
    drawn = scene(0).resize((640, 480))
    prove(office, row, jpeg(drawn), at=NOW - timedelta(minutes=1))
    prove(office, row, changed(drawn, "缩小", 0))
    handed_in(office, row)
    assert "与本次评定另一张照片相近" in page(office, row, who="district").content.decode()


def test_a_voided_assessment_shows_nothing_any_more(office, other, row, settings):
    settings.PHOTO_LABELS = True
    drawn = scene(0).resize((640, 480))
    there = begin(office, other, "district2")
    prove(office, there, jpeg(drawn), at=NOW - timedelta(days=30), by="district2")
    services.void_assessment(there.pk, note="重复建立。", actor=office.actor("district2"), now=NOW)
    prove(office, row, changed(drawn, "缩小", 0))
    handed_in(office, row)
    assert NOT_SEEN in page(office, row, who="district").content.decode()


# A picture that shows persons


def erased(office, row, key, who="district"):
    url = f"{ALL}{row.number}/pictures/{key}/erase/"
    return office.client(who).post(url, {"key": str(uuid.uuid4())})


def test_a_picture_with_persons_is_erased_beside_the_item_with_every_copy(office, row):
    one, _ = pictures_of(row)
    services.choose_proofs(row.pk, "A1", [one], actor=actor_of(office.people["keeper"]), now=NOW)
    looked = page(office, row, f"pictures/{one}/erase/", who="district").content.decode()
    assert "立即删除" in looked
    assert erased(office, row, one).headers["Location"] == f"{ALL}{row.number}/"
    assert Attachment.objects.get(pk=one).erased_at == NOW
    assert board(row).proofs.get("A1", []) == []
    assert page(office, row, f"pictures/{one}/", who="district").status_code == 404


def test_a_picture_that_proves_nothing_here_is_not_erased_here(office, other, row):
    strange = SitePhoto.objects.filter(version=other.version_id).first().attachment_id
    assert erased(office, row, strange).status_code == 404
    assert Attachment.objects.get(pk=strange).erased_at is None


def test_an_auditor_erases_nothing(office, row):
    one, _ = pictures_of(row)
    services.choose_proofs(row.pk, "A1", [one], actor=actor_of(office.people["keeper"]), now=NOW)
    assert erased(office, row, one, who="auditor").status_code == 403
