"""Taking a text that cannot stay to a place where it can."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crosswalk.repair.case import Case, Illegal
from crosswalk.repair.comment import add_line, label_of, language_of, phrase, set_out
from crosswalk.repair.fix import Fix, drop
from crosswalk.repair.shape import Shape


def writer(case: Case, wrong: Illegal) -> Callable[[], None] | None:
    """The edit that sets an illegal text out in the nearest comment with room; the text stays where it is."""
    return set_out(case, wrong.element, wrong.text.strip(), label_of(wrong.element, wrong.attribute))


def set_aside(case: Case, wrong: Illegal) -> Fix | None:
    """The repair that sets an illegal optional text out in a comment and takes it from its place.

    None where the schema demands the text, or where no comment has room.
    """
    if wrong.required or not wrong.text.strip():
        return None
    write = writer(case, wrong)
    return None if write is None else _taken(case, wrong, write)


def set_beside(case: Case, wrong: Illegal, parent: Any, shape: Shape, tag: str) -> Fix | None:
    """The same, into a free text beside it, as ``accessRestrictions`` is for ``copyright``; None where none is."""
    part = shape.parts.get(tag)
    if part is None or wrong.required:
        return None
    text = wrong.text.strip()
    language = language_of(text)
    line = phrase("moved", language, label=label_of(wrong.element, wrong.attribute), text=text)
    return _taken(case, wrong, lambda: add_line(case.kind, parent, part, shape.order, line, language))


def _taken(case: Case, wrong: Illegal, write: Callable[[], None]) -> Fix:
    def apply() -> None:
        write()
        drop(case.kind, wrong.element, wrong.attribute)

    return Fix(wrong.element, wrong.text, None, apply, wrong.attribute)
