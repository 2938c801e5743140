"""Rows for tests, made by the services wherever a service exists; nothing random, nothing hidden."""

from tests.factories.people import NOW, actor_of, grant, person
from tests.factories.unions import Tree, build_tree, union

__all__ = ["NOW", "Tree", "actor_of", "build_tree", "grant", "person", "union"]
