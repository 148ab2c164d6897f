"""What networks and programmes demand beyond the format: the ILCD entry level and the EF rules, from tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import Words, finding
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.tree import Node, Tree


def entry_level(tree: Tree) -> Iterator[Finding]:
    """XW-V070, XW-V071: fields that the ILCD Data Network entry level demands or recommends."""
    for row in _rows("profiles/ilcd_entry_level.csv", tree.kind):
        holders = tree.all(tree.root, row["of"]) if row["of"] else [tree.root]
        lacking = [node for node in holders if not _has(tree, node, row["path"], row["language"])]
        if lacking:
            code = "XW-V070" if row["level"] == "error" else "XW-V071"
            name = Words(row["zh"], row["en"])
            path = f"{row['of']}/{row['path']}".lstrip("/")
            yield finding(code, source=tree.place(lacking[0]), field=name, path=path, count=len(lacking))


def ef31(tree: Tree) -> Iterator[Finding]:
    """XW-V075: EF rules whose text was read and that the dataset does not meet."""
    for row in _rows("profiles/ef31.csv", tree.kind):
        nodes = tree.all(tree.root, row["path"]) if row["path"] else []
        met = {
            "present": bool(nodes),
            "count": len(nodes) >= int(row["value"] or 0) if row["rule"] == "count" else True,
            "system": any(tree.attribute(node, "refObjectId") == row["value"] for node in nodes),
        }.get(row["rule"], True)
        if not met:
            name = Words(row["zh"], row["en"])
            yield finding("XW-V075", source=tree.place(tree.root), rule=row["id"], field=name, path=row["path"])


def unread_rules() -> Iterator[Finding]:
    """XW-V076: EF rules that are not checked, once for a run."""
    for row in table("profiles/ef31.csv"):
        if row["rule"] == "unread":
            yield finding("XW-V076", rule=row["id"], field=Words(row["zh"], row["en"]))


@cache
def _rows(name: str, kind: str) -> tuple[Mapping[str, str], ...]:
    return tuple(row for row in table(name) if row["kind"] == kind)


def _has(tree: Tree, node: Node, path: str, language: str) -> bool:
    found = tree.all(node, path)
    return any(tree.attribute(item, "xml:lang") == language for item in found) if language else bool(found)
