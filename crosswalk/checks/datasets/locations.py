"""Location codes against the lists of the EU reference package, of TIDAS and of Chinese regions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree
from crosswalk.formats.tidas.tree import JsonTree


def locations(tree: Tree) -> Iterator[Finding]:
    """XW-V055: in no list. XW-V056: an ILCD dataset with a code that the EU reference list does not hold."""
    for path, attribute in _places(tree.kind):
        for node in tree.all(tree.root, path):
            code = tree.attribute(node, attribute) if attribute else tree.text(node)
            if not code or code in _codes("locations/eu.csv"):
                continue
            if isinstance(tree, JsonTree):
                if code not in _codes("locations/tidas.csv"):
                    yield _about("XW-V055", tree, node, attribute, code)
            else:
                known = code in _codes("locations/tidas.csv") or code in _spellings()
                yield _about("XW-V056" if known else "XW-V055", tree, node, attribute, code)


def _about(name: str, tree: Tree, node: Node, attribute: str, value: str) -> Finding:
    return finding(name, source=tree.place(node, attribute), before=value)


@cache
def _places(kind: str) -> tuple[tuple[str, str], ...]:
    rows = (row for row in table("checks/location_places.csv") if row["kind"] == kind)
    return tuple((row["path"], row["attribute"]) for row in rows)


@cache
def _codes(name: str) -> frozenset[str]:
    return frozenset(row["code"] for row in table(name))


@cache
def _spellings() -> frozenset[str]:
    """Codes of Chinese regions and the other spellings that datasets use for them."""
    rows = table("locations/china.csv")
    return frozenset(word for row in rows for word in (row["code"], *row["also"].split()))
