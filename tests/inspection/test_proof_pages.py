"""Pictures that prove an item, on the pages of an assessment."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.workflow import TransitionRefused
from inspection.assessing import services
from inspection.assessing.services.proving import MOST_PROOFS
from inspection.models import ScoreProof
from sites.models import SitePhoto
from tests.inspection.boards import begin, put_in_force
from tests.inspection.scoring_pages import address, jpeg, prove, text_of
from tests.office import NOW, build_office, case_in, site_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings):
    settings.CLOCK_PIN = NOW.isoformat()
    return build_office()


@pytest.fixture
def others(office):
    """Two more sites; asked for before ``site``, so that nobody scored them at their doors."""
    return [site_of(case_in(office, "filed", photos=1, name=f"第{number}驿站")) for number in (2, 3)]


@pytest.fixture
def site(office):
    site = site_of(case_in(office, "filed"))
    put_in_force()
    return site


@pytest.fixture
def row(office, site):
    return begin(office, site)


def test_a_picture_is_kept_once_however_often_it_is_sent(office, row):
    keeper = office.client("keeper")
    for shade in range(MOST_PROOFS):
        told = prove(keeper, row, jpeg(shade)).json()
    assert told["problems"] == []
    assert told["parts"]["proofs-A1"].count("<img") == MOST_PROOFS
    assert prove(keeper, row, jpeg(MOST_PROOFS - 1)).status_code == 200
    more = prove(keeper, row, jpeg(MOST_PROOFS))
    assert (more.status_code, "每项最多 6 张" in more.json()["reason"]) == (409, True)
    assert ScoreProof.objects.count() == MOST_PROOFS


def test_what_is_no_picture_is_refused_in_words(office, row):
    keeper = office.client("keeper")
    answered = prove(keeper, row, SimpleUploadedFile("现场.jpg", b"no picture"))
    assert answered.status_code == 400
    assert "这不是图片文件" in answered.json()["problems"][0]
    plain = keeper.post(address(row, "proofs/A1/"), {})
    assert (plain.status_code, "还没有选择照片" in text_of(plain)) == (400, True)
    assert prove(keeper, row, jpeg(), code="Z9").status_code == 400


def test_a_picture_of_another_site_proves_nothing_and_is_not_shown(office, others, row):
    foreign = SitePhoto.objects.get(version=others[0].version_id).attachment_id
    with pytest.raises(TransitionRefused, match="不属于本阵地"):
        services.choose_proofs(row.pk, "A1", [foreign], actor=office.actor("keeper"), now=NOW)
    assert office.client("keeper").get(address(row, f"pictures/{foreign}/")).status_code == 404


def test_a_picture_is_shown_within_reach_and_removed_where_it_stood(office, row, client):
    keeper = office.client("keeper")
    prove(keeper, row, jpeg())
    proof = ScoreProof.objects.get()
    shown = address(row, f"pictures/{proof.attachment_id}/")
    statuses = [each.get(shown).status_code for each in (keeper, office.client("district2"), client)]
    assert statuses == [200, 404, 404]
    assert office.client("auditor").post(address(row, f"proof/{proof.pk}/remove/")).status_code == 403
    removed = keeper.post(address(row, f"proof/{proof.pk}/remove/"), {"one": "1"})
    assert removed["Location"] == address(row, "?item=A1")
    assert keeper.post(address(row, f"proof/{proof.pk}/remove/")).status_code == 409
