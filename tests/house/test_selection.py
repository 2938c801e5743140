"""Where two databases follow each other: what is left to the second one, and what never is?"""

from __future__ import annotations

import pytest

from tests.conftest import _is_left_to_postgresql


@pytest.fixture
def rows(db: None) -> None:
    """A fixture of the suite that asks a database."""


@pytest.fixture
def more_rows(rows: None) -> None:
    """One that asks through another."""


def test_no_database(request):
    assert _is_left_to_postgresql(request.node)


@pytest.mark.django_db
@pytest.mark.once
def test_a_long_walk(request):
    assert _is_left_to_postgresql(request.node)


@pytest.mark.django_db
def test_the_mark_of_a_database(request):
    assert not _is_left_to_postgresql(request.node)


def test_a_fixture_of_a_database(request, more_rows):
    assert not _is_left_to_postgresql(request.node)


@pytest.mark.usefixtures("db")
def test_a_fixture_that_is_only_used(request):
    assert not _is_left_to_postgresql(request.node)


def test_a_choice_by_database(request, is_postgresql):
    assert not _is_left_to_postgresql(request.node)


@pytest.mark.slow
def test_processes_of_its_own(request):
    assert not _is_left_to_postgresql(request.node)
