"""Rows for tests, made by the services wherever a service exists; nothing random, nothing hidden."""

from tests.factories.filings import (
    ADDRESS_GAP,
    FACTS,
    Office,
    build_office,
    draft_by,
    filing_in,
    follow_up,
    mend,
    publish_measures,
    return_with,
    visit_facts,
    walk,
)
from tests.factories.packs import pack_now, succeed
from tests.factories.people import NOW, PASSWORD, actor_of, grant, person
from tests.factories.unions import Tree, build_tree, union

__all__ = [
    "ADDRESS_GAP",
    "FACTS",
    "NOW",
    "PASSWORD",
    "Office",
    "Tree",
    "actor_of",
    "build_office",
    "build_tree",
    "draft_by",
    "filing_in",
    "follow_up",
    "grant",
    "mend",
    "pack_now",
    "person",
    "publish_measures",
    "return_with",
    "succeed",
    "union",
    "visit_facts",
    "walk",
]
