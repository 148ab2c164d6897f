"""The open place ``common:other``, which may hold elements of other namespaces and no text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from crosswalk.repair.case import Case
from crosswalk.repair.comment import label_of, language_of, phrase, set_out
from crosswalk.repair.fix import Fix, remove, text_of

_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def find_addresses(case: Case) -> Iterator[Fix]:
    """E-mail addresses alone: taken out, and kept in the record of repairs only, for privacy."""
    for other in case.extensions:
        text = text_of(other)
        if text and not _rest(text):
            yield Fix(other, text, None, partial(_empty, case, other))


def find_texts(case: Case) -> Iterator[Fix]:
    """Other text: moved to the comment of the dataset; addresses within it stay in the record only."""
    for other in case.extensions:
        text = text_of(other)
        if text and _rest(text):
            language = language_of(text)
            shown = _ADDRESS.sub(phrase("address", language), text)
            write = set_out(case, other, shown, label_of(other), own=False)
            if write is not None:
                yield Fix(other, text, shown, partial(_move, case, other, write))


def find_empty(case: Case) -> Iterator[Fix]:
    """Extension elements that hold nothing."""
    for other in case.extensions:
        if not text_of(other) and not len(other):
            yield Fix(other, "", None, partial(remove, case.kind, other))


def _rest(text: str) -> str:
    return _ADDRESS.sub("", text).strip(" ,;，；、\n\t")


def _move(case: Case, other: Any, write: Any) -> None:
    write()
    _empty(case, other)


def _empty(case: Case, other: Any) -> None:
    """Take out the text; with it the element, unless it holds elements of its own."""
    if not any(isinstance(child.tag, str) for child in other):
        remove(case.kind, other)
        return
    other.text = None
    for child in other:
        child.tail = None
