"""Where text goes that cannot stay where it was: the comment of its exchange, else that of the dataset.

Which element is a dataset's comment is in ``mappings/repair/comments.csv``, the words around what was moved
in ``mappings/repair/phrases.csv``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.tables import table
from crosswalk.core.text import has_han
from crosswalk.repair.case import Case
from crosswalk.repair.fix import create, text_of
from crosswalk.repair.shape import Part, Shape, homes, local

GENERAL = "generalcomment"


@dataclass(frozen=True, slots=True)
class Room:
    """A comment that can take text: the element it belongs to (made when needed), its part, the shape around."""

    container: Callable[[], Any]
    part: Part
    shape: Shape


def language_of(text: str) -> str:
    """``zh`` where a text holds Chinese characters, else ``en``."""
    return "zh" if has_han(text) else "en"


@cache
def _phrases() -> Mapping[str, Mapping[str, str]]:
    return {row["id"]: row for row in table("repair/phrases.csv")}


def phrase(name: str, language: str | None, /, **words: str) -> str:
    """Our words in Chinese for Chinese texts, in English for all others."""
    row = _phrases()[name]
    return row["zh" if (language or "").startswith("zh") else "en"].format(**words)


def label_of(element: Any, attribute: str | None = None) -> str:
    """What a place is called in a comment: ``exchange 12, location``, ``publicationAndOwnership, copyright``."""
    parent = element.getparent()
    head = local(element.tag) if parent is None or attribute else local(parent.tag)
    number = (element if parent is None else parent).get("dataSetInternalID")
    name = attribute or local(element.tag)
    return f"{head}{' ' + number if number else ''}, {local(name)}"


def set_out(
    case: Case, element: Any, text: str, label: str, own: bool = True, language: str | None = None
) -> Callable[[], None] | None:
    """The edit that writes a text with its label into the nearest comment that has room; None where none has.

    ``own``: whether the comment of the element's own part (an exchange's, say) may take it; ``language``:
    that of the text where it is stated, else it is told by its script.
    """
    language = language or language_of(text)
    line = phrase("moved", language, label=label, text=text)
    for room in _rooms(case, element, own):
        if _fits(case, room, line, language):
            return lambda: _write(case, room, line, language)
    return None


def _rooms(case: Case, element: Any, own: bool) -> list[Room]:
    rooms = []
    if own:
        for node, shape in reversed(line_of(case, element)):
            part = shape.by_local.get(GENERAL)
            if part is not None and part.by_language and part.tag != element.tag:
                rooms.append(Room(lambda node=node: node, part, shape))  # type: ignore[misc]
                break
    path = homes_of_comment(case.kind)
    shape = path[-2].shape if len(path) > 1 else case.shape
    rooms.append(Room(lambda: reach(case, path[:-1]), path[-1], shape))
    return rooms


def line_of(case: Case, element: Any) -> list[tuple[Any, Shape]]:
    """The element and what it stands in, each with its shape, as far as the schema knows them."""
    nodes = [element, *element.iterancestors()]
    line: list[tuple[Any, Shape]] = []
    shape = case.shape
    for node in reversed(nodes):
        if line:
            part = shape.parts.get(node.tag)
            if part is None:
                break
            shape = part.shape
        line.append((node, shape))
    return line


@cache
def homes_of_comment(kind: str) -> tuple[Part, ...]:
    """The path to the comment of a dataset, which is free text."""
    row = next(row for row in table("repair/comments.csv") if row["kind"] == kind)
    names = row["path"].lower().split("/")
    return next(path for path in homes(kind)[names[-1]] if [local(part.tag).lower() for part in path] == names)


def reach(case: Case, path: tuple[Part, ...]) -> Any:
    """The element at a path of parts that come once; those that are not there are made."""
    node, shape = case.root, case.shape
    for part in path:
        child = node.find(part.tag)
        node = create(case.kind, node, part.tag, shape.order) if child is None else child
        shape = part.shape
    return node


def _found(case: Case, room: Room, language: str) -> Any:
    """The comment in a language, without making anything."""
    texts = _present(case, room)
    return next((text for text in texts if text.get(XML_LANG) == language), None)


def _present(case: Case, room: Room) -> list[Any]:
    path = homes_of_comment(case.kind)
    if room.part is not path[-1]:
        return list(room.container().iterchildren(room.part.tag))
    node = case.root
    for part in path[:-1]:
        node = node.find(part.tag)
        if node is None:
            return []
    return list(node.iterchildren(room.part.tag))


def _fits(case: Case, room: Room, line: str, language: str) -> bool:
    value = room.part.value
    if value is None or value.longest is None:
        return True
    present = _found(case, room, language)
    before = "" if present is None else present.text or ""
    return line in before.split("\n") or len(before) + len(line) + 1 <= value.longest


def _write(case: Case, room: Room, line: str, language: str) -> None:
    container = room.container()
    add_line(case.kind, container, room.part, room.shape.order, line, language)


def add_line(kind: str, container: Any, part: Part, order: Mapping[str, int], line: str, language: str) -> None:
    """Add a line to a text in its language, or make the text; a line that is there is not repeated."""
    twins = list(container.iterchildren(part.tag))
    present = next((twin for twin in twins if part.single or twin.get(XML_LANG) == language), None)
    if present is None:
        present = create(kind, container, part.tag, order)
        present.set(XML_LANG, language)
        present.text = line
    elif line not in text_of(present).split("\n"):
        _append(present, line)


def _append(element: Any, line: str) -> None:
    """Add a line after all that the element says; comments inside it stay."""
    if len(element):
        element[-1].tail = f"{(element[-1].tail or '').rstrip()}\n{line}"
    else:
        kept = (element.text or "").rstrip()
        element.text = f"{kept}\n{line}" if kept else line
