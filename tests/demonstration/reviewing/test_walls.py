"""Nothing that names a case reaches a blind reviewer, and nothing of a case reaches whoever has to keep away from it.

Canaries are planted in everything that belongs to the case; then every address of the portal is fetched with every key
that could open it.
"""

from __future__ import annotations

import io
import re
from difflib import ndiff
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image

from accounts.models import User
from core.outbox import owe
from demonstration.models import (
    Conflict,
    Nomination,
    NominationPaper,
    Review,
    Reviewer,
    Round,
)
from demonstration.reviewing import services
from inspection.models import ScoreProof
from sites.images import clean_picture
from sites.models import Attachment, ServiceSite, SiteVersion
from sites.services import keep_picture
from tests.demonstration.crawling import addresses_with, leaks, signed_in, texts_of
from tests.demonstration.reviewing.panels import Panel, build_panel, given_to, scored
from tests.factories import NOW, build_office, person
from tests.inspection.boards import open_site
from tests.inspection.reviews import World, sites_everywhere

pytestmark = [pytest.mark.django_db, pytest.mark.once]

#: In everything that says which site it is.
SITE = "金丝雀驿站"
HOST = "鹦鹉物业有限公司"
STREET = "画眉路18号"
KEEPER = "百灵"
PHONE = "0532-88886666"
NAMING = ("金丝雀", "鹦鹉物业", "画眉路", KEEPER, "88886666", "EXIFCANARY")
#: These stand in filters of lists too, where they tell nothing; on the pages of the case they would.
AROUND = ("市南区", "中山路街道", "甲公司")
#: In what belongs to the nomination alone: nobody who keeps away may read it.
PAPER, PRACTICE, WORD = "杜鹃材料", "喜鹊做法", "翠鸟评语"


def exif_picture() -> bytes:
    """A picture whose maker wrote a name into it."""
    image = Image.new("RGB", (640, 480), (20, 90, 140))
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "EXIFCANARY", "EXIFCANARY"
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def a_picture(panel: Panel) -> Attachment:
    union = panel.cases[0].site.managing_union
    picture = clean_picture(exif_picture())
    return keep_picture(picture, owner_union=union, uploader_id=panel.office.keeper.pk, now=NOW)


def plant(panel: Panel) -> Nomination:
    """Canaries in the first case: register, papers, pictures, answers, messages."""
    case = panel.cases[0]
    facts = {
        "name": SITE,
        "host_name": HOST,
        "address": STREET,
        "manager_name": KEEPER,
        "daily_keeper": KEEPER,
        "manager_phone": PHONE,
        "public_phone": PHONE,
        "directions": f"{SITE}北门进",
    }
    SiteVersion.objects.filter(pk=case.version_id, decided_at=None).update(**facts)
    version = SiteVersion.objects.get(pk=case.version_id)
    if version.name != SITE:
        copy = SiteVersion.objects.get(pk=case.version_id)
        copy.pk, copy.number, copy.decided_at = None, 99, None
        for name, value in facts.items():
            setattr(copy, name, value)
        copy._state.adding = True
        copy.save(force_insert=True)
        ServiceSite.objects.filter(pk=case.site_id).update(version=copy)
        Nomination.objects.filter(pk=case.pk).update(version=copy)
        version = copy
    ServiceSite.objects.filter(pk=case.site_id).update(name=SITE, is_listed=False)
    Nomination.objects.filter(pk=case.pk).update(
        practices=f"{PRACTICE}:{SITE}由{HOST}提供场地,{KEEPER}值守,电话{PHONE},位于市南区中山路街道{STREET},甲公司职工都来。",
        submitted_by=KEEPER,
        opinion=f"{PRACTICE}同意推荐{SITE}",
    )
    picture = a_picture(panel)
    ScoreProof.objects.create(
        assessment=case.assessment, code="A1", attachment=picture, added_by=KEEPER, added_at=NOW
    )
    pdf = Attachment(
        owner_union=case.site.managing_union, uploader=panel.office.keeper, sha256="0" * 64, size=9
    )
    pdf.width = pdf.height = pdf.pages = 1
    pdf.created_at = NOW
    pdf.file.save("x", ContentFile(f"%PDF {SITE}".encode()), save=False)
    pdf.save(force_insert=True)
    for attachment, title in ((picture, f"{PAPER}{SITE}门口.jpg"), (pdf, f"{PAPER}{HOST}协议.pdf")):
        NominationPaper.objects.create(
            nomination=case, attachment=attachment, title=title, added_by=KEEPER, added_at=NOW
        )
    case.assessment.columns.get().answers.update(note=f"{SITE}做得好,见{STREET}")
    case.refresh_from_db()
    return case


@pytest.fixture
def world(db: None) -> World:
    """Of each test its own: a crawl of every address is no neighbour for rows that others need."""
    office = build_office()
    return World(office, sites_everywhere(office, open_site(office)))


@pytest.fixture
def built(world: World) -> Panel:
    return build_panel(world, is_blind=True)


@pytest.fixture
def case(panel: Panel, settings: Any) -> Nomination:
    settings.CLOCK_PIN = NOW.isoformat()
    return plant(panel)


def addresses(panel: Panel, case: Nomination) -> list[str]:
    """Every address that can be asked for, filled with what belongs to the case or could lead to it."""
    ints = {
        *(case.pk, case.round_id, case.site_id, case.version_id, case.assessment_id),
        *Review.objects.values_list("pk", flat=True),
        *Reviewer.objects.values_list("pk", flat=True),
        *Conflict.objects.values_list("pk", flat=True),
        *NominationPaper.objects.values_list("pk", flat=True),
    }
    words = {
        "int": sorted(str(each) for each in ints),
        "uuid": [str(each) for each in case.papers.values_list("attachment_id", flat=True)],
        "str": [case.number, case.code, str(case.site.code), str(case.assessment.number), "x"],
    }
    words["slug"] = words["str"]
    few = words | {"int": [str(case.site_id), str(case.pk)]}
    return addresses_with(words, few)


def test_a_blind_reviewer_reads_no_name_anywhere(panel: Panel, case: Nomination) -> None:
    review = given_to(case, panel.reviewers[0])
    scored(review, panel.actor(0))
    client = signed_in(panel.user(0))
    asked = addresses(panel, case)
    page = texts_of(client, f"/desk/reviews/{review.pk}/")
    files = re.findall(rf'"(/desk/reviews/{review.pk}/files/[^"]+)"', page)
    assert files
    assert PRACTICE in page
    assert PAPER in page
    assert case.code in page
    own = [*files, f"/desk/reviews/{review.pk}/", f"/desk/reviews/{review.pk}/?item=A1", "/desk/reviews/"]
    keys = (str(case.site.code), case.number, str(case.assessment.number))
    assert leaks(client, own, (*NAMING, *AROUND, *keys)) == []
    # Whoever has the code at the door reads the public page; a reviewer is never told the code.
    unknown = [each for each in asked if not any(key in each for key in keys)]
    assert leaks(client, unknown, (*NAMING, *keys)) == []
    hidden = [each for each in asked if keys[1] in each or keys[2] in each]
    assert [each for each in hidden if client.get(each).status_code == 200] == []


def test_in_an_open_round_the_same_pages_carry_the_names(panel: Panel, case: Nomination) -> None:
    """Otherwise the test above could pass on empty pages."""
    Round.objects.filter(pk=case.round_id).update(is_blind=False)
    review = given_to(case, panel.reviewers[0])
    page = texts_of(signed_in(panel.user(0)), f"/desk/reviews/{review.pk}/")
    for name in ("金丝雀", "鹦鹉物业", "画眉路"):
        assert name in page


def test_a_picture_goes_out_without_what_its_camera_wrote_and_a_paper_not_at_all(
    panel: Panel, case: Nomination
) -> None:
    assert b"EXIFCANARY" in exif_picture()
    review = given_to(case, panel.reviewers[0])
    client = signed_in(panel.user(0))
    page = texts_of(client, f"/desk/reviews/{review.pk}/")
    keys = set(re.findall(r"/files/(\w+)/", page))
    assert len(keys) == 1
    attachment = str(case.papers.exclude(attachment__pages=None).get().attachment_id)
    assert client.get(f"/desk/reviews/{review.pk}/files/{attachment}/").status_code == 404
    other = given_to(panel.cases[1], panel.reviewers[0])
    assert client.get(f"/desk/reviews/{other.pk}/files/{keys.pop()}/").status_code == 404


def walled(case: Nomination, user: User) -> Client:
    Conflict.objects.create(
        user=user, nomination=case, source="entered", reason="亲属", entered_by="周敏", entered_at=NOW
    )
    return signed_in(user)


@pytest.mark.parametrize("who", ["city", "district", "auditor", "administrator"])
def test_whoever_keeps_away_reads_nothing_of_the_case(panel: Panel, case: Nomination, who: str) -> None:
    given_to(case, panel.reviewers[1])
    scored(Review.objects.get(), panel.actor(1), comment=WORD)
    services.enter_conflict(
        case.pk, panel.reviewers[2].user_id, f"{PRACTICE}的亲属", actor=panel.office.actor("city2"), now=NOW
    )
    tree = panel.office.tree
    user = {
        "city": lambda: panel.office.city,
        "district": lambda: panel.office.district,
        "auditor": lambda: person("audit", "auditor", tree.city),
        "administrator": lambda: person("root", "administrator", tree.city),
    }[who]()
    owe(panel.office.keeper.pk, f"{PAPER}已收到", key=f"nomination:{case.pk}:submitted", now=NOW)
    owe(user.pk, f"{PAPER}请推荐", key="other", url=f"/desk/nominations/{case.number}/", now=NOW)
    client = walled(case, user)
    secret = (
        PAPER,
        PRACTICE,
        WORD,
        case.number,
        f"申报 {case.code}",
        f"{case.code} ",
        str(case.assessment.number),
    )
    asked = [
        each
        for each in addresses(panel, case)
        if case.number not in each and str(case.assessment.number) not in each
    ]
    assert leaks(client, asked, secret) == []
    named = [each for each in addresses(panel, case) if each not in asked]
    assert [
        each for each in named if client.get(each).status_code == 200 and not each.startswith("/verify/")
    ] == []


def test_the_foreign_district_reads_nothing_of_the_case(panel: Panel, case: Nomination) -> None:
    north = person("north", "district", panel.office.tree.north)
    given_to(case, panel.reviewers[1])
    secret = (PAPER, PRACTICE, case.number)
    asked = [each for each in addresses(panel, case) if case.number not in each]
    assert leaks(signed_in(north), asked, secret) == []


def test_the_trail_shows_the_case_to_an_administrator_who_keeps_away_from_nothing(
    panel: Panel, case: Nomination
) -> None:
    """Otherwise the trail could hide everything from everybody."""
    scored(given_to(case, panel.reviewers[1]), panel.actor(1), comment=WORD)
    user = person("root", "administrator", panel.office.tree.city)
    trail = "/admin/core/auditentry/"
    client = signed_in(user)
    assert case.code in texts_of(client, trail)
    walled(case, user)
    assert case.code not in texts_of(client, trail)


#: What is another in every answer: tokens, keys of forms, the nonce of the policy.
_CHANGING = re.compile(r'(name="(?:csrfmiddlewaretoken|key)" value="|nonce=")[^"]+')


def seen_by(client: Client, asked: list[str]) -> dict[str, str]:
    """What stands on each page, without what changes with every answer."""
    found = {}
    for address in asked:
        response = client.get(address)
        if response.status_code == 200 and not response.streaming:
            found[address] = _CHANGING.sub(r"\1", response.content.decode())
    return found


def drop(case: Nomination) -> None:
    """As if it had never been: the case, its reviews, its self-assessment."""
    for review in Review.objects.filter(nomination=case):
        review.answers.all().delete()
        review.delete()
    assessment = case.assessment
    case.conflicts.all().delete()
    case.papers.all().delete()
    case.delete()
    assessment.delete()


def test_no_number_counts_what_stands_behind_the_wall(panel: Panel, case: Nomination) -> None:
    """Pages of the round are the same for the officer who keeps away as if the case had never been.

    He keeps away from another one too, so that only this case makes a difference.
    """
    for number, each in enumerate(panel.cases):
        scored(given_to(each, panel.reviewers[number]), panel.actor(number))
    walled(panel.cases[2], panel.office.city)
    client = walled(case, panel.office.city)
    round = f"/desk/rounds/{case.round_id}"
    parts = ("", "reviewers/", "conflicts/", "nominations/", "candidates/")
    asked = [
        "/desk/",
        "/desk/rounds/",
        "/desk/inspections/assessments/",
        *(f"{round}/{part}" for part in parts),
    ]
    behind = seen_by(client, asked)
    assert set(behind) == set(asked)
    for part in ("assignment", "ranking"):
        assert client.get(f"{round}/{part}/").status_code == 403
    drop(case)
    gone = seen_by(client, asked)
    differs = {
        address: [line for line in ndiff(page.splitlines(), gone[address].splitlines()) if line[0] in "+-"]
        for address, page in behind.items()
        if page != gone[address]
    }
    # The site itself may be nominated again.
    assert set(differs) <= {f"{round}/candidates/"}
