"""Why a case cannot be handed in without a measure: the cause that can be mended is the one that is said."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Union
from accounts.services import save_union
from core.actor import SYSTEM
from filing.models import Filing
from rulebook.selectors import lack_of_measure, pack_in_force
from tests.factories import NOW
from tests.factories.packs import pack_now, published_pack
from tests.office import Office, build_office, draft_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return build_office()


def answers(office: Office, filing: Filing) -> str:
    address = reverse("filing-answers", args=[filing.number])
    return str(office.client("district").get(address).content.decode())


def test_a_branch_without_a_superior_is_told_as_the_cause(office: Office) -> None:
    filing = draft_of(office)
    south = Union.objects.get(pk=office.south.pk)
    south.parent = None
    save_union(south, actor=SYSTEM, now=NOW)
    page = answers(office, filing)
    assert "上级中没有可以制定管理办法的工会" in page
    assert "补填上级工会" in page
    assert "还没有公布" not in page


def test_an_issuer_that_published_nothing_is_named(office: Office) -> None:
    Union.objects.filter(pk=office.south.pk).update(is_issuer=True)
    page = answers(office, draft_of(office))
    assert "市南区总工会还没有公布适用的管理办法,请联系市总工会系统管理员。" in page


def test_nothing_is_said_where_a_measure_governs(office: Office) -> None:
    assert lack_of_measure(office.primary.path or "", "outdoor", NOW.date()) == ""


def test_an_own_document_outranks_a_later_sample(office: Office) -> None:
    sample = pack_now("women", office.city)
    own = published_pack(office.city, effective_from=sample.effective_from.replace(year=2020))
    found = pack_in_force(office.primary.path or "", "women", NOW.date())
    assert found is not None
    assert found.pk == own.pk
