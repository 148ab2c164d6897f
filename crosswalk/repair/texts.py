"""Texts that are longer than their type allows: moved whole, never cut."""

from __future__ import annotations

from collections.abc import Iterator

from crosswalk.carriers.xml import XML_LANG
from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.comment import label_of, phrase, set_out
from crosswalk.repair.fix import Fix, rewrite


def find(case: Case) -> Iterator[Fix]:
    """Over-long texts: the whole goes to the dataset's comment; in its place stay its beginning and a pointer."""
    for wrong in case.refused():
        longest = wrong.value.longest
        if longest is None or len(wrong.text) <= longest:
            continue
        label = label_of(wrong.element, wrong.attribute)
        language = wrong.element.get(XML_LANG)
        write = set_out(case, wrong.element, wrong.text.strip(), label, own=False, language=language)
        if write is not None:
            yield rewrite(wrong.element, wrong.attribute, wrong.text, _lead(wrong, label, longest), write)


def _lead(wrong: Illegal, label: str, longest: int) -> str:
    """The beginning of a text, up to the end of a word, and where the whole is."""
    pointer = phrase("pointer", wrong.element.get(XML_LANG), label=label)
    if longest <= len(pointer):
        return pointer[:longest]
    room = wrong.text.strip()[: longest - len(pointer)]
    words = room.rpartition(" ")[0]
    return (words if len(words) > len(room) // 2 else room).rstrip() + pointer
