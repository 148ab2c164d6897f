"""Languages of texts: codes that exist, one text a language, Chinese characters where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.tables import table
from crosswalk.core.text import has_han
from crosswalk.formats.ilcd.tree import Tree
from crosswalk.formats.tidas.tree import JsonTree


@cache
def _codes() -> frozenset[str]:
    return frozenset(row["term"] for row in table("tidas/enumerations.csv") if row["value"] == "Languages")


def languages(tree: Tree) -> Iterator[Finding]:
    """XW-V020, XW-V021, XW-V022, XW-V023.

    TIDAS demands that a ``zh`` text hold a Chinese character and an ``en`` text none; in ILCD this is good
    sense only and so a warning.
    """
    strict = isinstance(tree, JsonTree)
    seen: set[tuple[str, str]] = set()
    for node, language, text in tree.texts():
        if language not in _codes() and not strict:
            if language.partition("-")[0].lower() not in _codes():
                yield finding("XW-V020", source=tree.place(node, "xml:lang"), before=language)
            continue
        if language in ("zh", "en") and (text or strict) and has_han(text) != (language == "zh"):
            code = "XW-V022" if strict else "XW-V023"
            yield finding(code, source=tree.place(node), before=text.strip()[:60], language=language)
        if strict:
            pointer = tree.pointer(node)
            holder = pointer.rpartition("/")[0]
            if pointer.rpartition("/")[2].isdigit():
                if (holder, language) in seen:
                    yield finding("XW-V021", source=tree.place(node), language=language)
                seen.add((holder, language))
