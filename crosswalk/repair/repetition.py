"""Elements that come again although the schema wants them once, or once a language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from lxml import etree

from crosswalk.carriers.xml import XML_LANG
from crosswalk.repair.case import Case, Repeated
from crosswalk.repair.comment import label_of, set_out
from crosswalk.repair.fix import Fix, insert, remove, text_of
from crosswalk.repair.shape import OTHER, local


def _standing(case: Case) -> Iterator[Repeated]:
    for again in case.repeated:
        if again.first is not again.element and again.first.getparent() is again.element.getparent() is not None:
            yield again


def _same(first: Any, second: Any) -> bool:
    """Whether two elements say the same, white space around texts aside."""
    return _said(first) == _said(second)


def _said(element: Any) -> list[tuple[Any, ...]]:
    return [
        (node.tag, sorted(node.attrib.items()), (node.text or "").strip())
        if isinstance(node.tag, str)
        else (None, (), (node.text or ""))
        for node in element.iter()
    ]


def find_twins(case: Case) -> Iterator[Fix]:
    """Repetitions that say the same word for word: one is taken out."""
    for again in _standing(case):
        if _same(again.first, again.element):
            yield Fix(again.element, _shown(again.element), None, partial(remove, case.kind, again.element))


def find_parts(case: Case) -> Iterator[Fix]:
    """Containers begun twice: what the second holds goes to the first."""
    for again in _standing(case):
        bare = again.part.holds and not again.element.attrib and not again.first.attrib
        if (bare or again.part.tag == OTHER) and not _same(again.first, again.element):
            yield Fix(again.element, _named(again.element), _named(again.first), partial(_merge, case, again))


def _named(element: Any) -> str:
    """The name of an element and of what stands in it."""
    inside = [local(child.tag) for child in element if isinstance(child.tag, str)]
    return f"{local(element.tag)}: {', '.join(dict.fromkeys(inside))}"


def _merge(case: Case, again: Repeated) -> None:
    for child in list(again.element):
        tail = child.tail
        again.element.remove(child)
        if isinstance(child.tag, str) and child.tag in again.part.shape.order:
            insert(case.kind, again.first, child, again.part.shape.order)
        else:
            child.tail = tail
            again.first.append(child)
    remove(case.kind, again.element)


def find_languages(case: Case) -> Iterator[Fix]:
    """A second, different text in one language: joined to the first where both fit, else set out in the comment."""
    for again in _standing(case):
        if not again.part.by_language or _same(again.first, again.element):
            continue
        value = again.part.value
        long_text = value is None or value.longest is None
        mark = "\n" if long_text else "; "
        joined = mark.join(text for text in (text_of(again.first), text_of(again.element)) if text)
        if len(again.first) or len(again.element):
            continue
        if value is None or value.longest is None or len(joined) <= value.longest:
            yield Fix(again.element, text_of(again.element), joined, partial(_join, case, again, joined))
        elif (write := _written(case, again.element)) is not None:
            yield Fix(again.element, text_of(again.element), None, partial(_take, case, again.element, write))


def _written(case: Case, element: Any) -> Callable[[], None] | None:
    return set_out(case, element, text_of(element), label_of(element), language=element.get(XML_LANG))


def _join(case: Case, again: Repeated, joined: str) -> None:
    again.first.text = joined
    remove(case.kind, again.element)


def find_surplus(case: Case) -> Iterator[Fix]:
    """A second, different value where the schema has room for one: the first stays, the other goes to the comment."""
    for again in _standing(case):
        element = again.element
        if again.part.by_language or again.part.tag == OTHER or _same(again.first, element):
            continue
        if again.part.holds and not element.attrib:
            continue
        write = set_out(case, element, _shown(element), label_of(element))
        if write is not None and _shown(element):
            yield Fix(element, _shown(element), None, partial(_take, case, element, write))


def _shown(element: Any) -> str:
    """All that an element and what stands in it say, in one line."""
    said: list[str] = []
    for node in element.iter(etree.Element):
        said.extend(f"{local(name)} {value.strip()}" for name, value in node.attrib.items() if name != XML_LANG)
        said.append(text_of(node))
    return " | ".join(text for text in said if text)


def _take(case: Case, element: Any, write: Any) -> None:
    write()
    remove(case.kind, element)
