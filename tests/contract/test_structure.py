"""The table of the schemas' structure and the tables of the format name the same elements in the same order."""

from __future__ import annotations

import pytest

from crosswalk.formats.ilcd.format import syntax_of
from crosswalk.formats.ilcd.tables import TABLES
from crosswalk.repair.shape import OTHER, shape_of


def _children(kind):
    """Child tags by parent path, in the order in which the rows of the format name them."""
    found = {}
    syntax = syntax_of(kind)
    for _, native, _ in TABLES[kind].walk():
        path = ()
        for step in native.split("/"):
            if syntax.is_attribute(step):
                break
            key = syntax.key(step)
            siblings = found.setdefault(path, [])
            if key not in siblings:
                siblings.append(key)
            path = (*path, key)
    return found


@pytest.mark.parametrize("kind", sorted(TABLES))
def test_the_rows_of_the_format_are_in_the_order_of_the_structure(kind):
    for path, tags in _children(kind).items():
        shape = shape_of(kind)
        for tag in path:
            shape = shape.parts[tag].shape
        assert [tag for tag in shape.parts if tag != OTHER] == tags, path
