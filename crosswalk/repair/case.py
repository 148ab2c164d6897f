"""One dataset under repair: its tree, what is known around it, and the trouble that one pass over it finds.

The pass compares every element with the schema's shape and sorts what it refuses by kind of trouble; the
repairs look only at what concerns them. A sound dataset costs that one pass and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.tables import table
from crosswalk.core.text import has_han
from crosswalk.repair.shape import OTHER, Part, Shape, is_ours, local, shape_of
from crosswalk.repair.values import Value, value_of

_LANGUAGE = value_of("xs:language")
_sound: set[str | None] = set()
"""Language tags that were found legal."""


@dataclass(frozen=True)
class Surroundings:
    """What a repair may know beside the tree; all optional.

    ``locations``: ``eu`` for a receiver with the EU list of locations. ``known(kind, uuid)``: whether the
    package holds a dataset. ``relinks``: a reviewed mapping, flow UUID to (UUID, version or None, names by
    language).
    """

    locations: str = ""
    known: Callable[[str, str], bool] | None = None
    relinks: Mapping[str, tuple[str, str | None, Mapping[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Illegal:
    """A text that its type refuses: of an element, or of one of its attributes."""

    element: Any
    attribute: str | None
    value: Value
    text: str
    required: bool


@dataclass(frozen=True, slots=True)
class Repeated:
    """An element that comes again although the schema wants it once, or once a language."""

    element: Any
    first: Any
    part: Part


@dataclass
class Case:
    """A dataset under repair and the trouble found in it."""

    root: Any
    kind: str
    surroundings: Surroundings
    disordered: list[tuple[Any, Shape]] = field(default_factory=list)
    misspelt: list[tuple[Any, Part]] = field(default_factory=list)
    strangers: list[tuple[Any, Shape]] = field(default_factory=list)
    extensions: list[Any] = field(default_factory=list)
    illegal: list[Illegal] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
    hollow: list[Any] = field(default_factory=list)
    untagged: list[Any] = field(default_factory=list)
    overtagged: list[Any] = field(default_factory=list)
    lacking: list[tuple[Any, str]] = field(default_factory=list)

    @property
    def shape(self) -> Shape:
        """The shape of the dataset's root."""
        return shape_of(self.kind)

    @property
    def is_sound(self) -> bool:
        """Whether the pass found nothing to repair without a decision."""
        return not (
            self.disordered
            or self.illegal
            or self.misspelt
            or self.strangers
            or self.extensions
            or self.repeated
            or self.hollow
            or self.untagged
            or self.overtagged
            or self.lacking
        )

    def refused(self) -> Iterator[Illegal]:
        """The texts that their types refuse, white space around them aside, and that no repair has touched yet."""
        return (wrong for wrong in self._standing() if not wrong.value.legal(wrong.text.strip()))

    def padded(self) -> Iterator[Illegal]:
        """The texts that their types refuse only for the white space around them."""
        return (wrong for wrong in self._standing() if wrong.value.legal(wrong.text.strip()))

    def _standing(self) -> Iterator[Illegal]:
        for wrong in self.illegal:
            element, name = wrong.element, wrong.attribute
            text = (element.text or "") if name is None else element.get(name)
            if text == wrong.text and (element is self.root or element.getparent() is not None):
                yield wrong


def examine(root: Any, kind: str, surroundings: Surroundings) -> Case:
    """The case of a dataset, its trouble found in one pass; nothing is edited."""
    case = Case(root, kind, surroundings)
    _attributes(root, case.shape.attributes, case.shape.demanded, case)
    _walk(root, case.shape, case)
    return case


def _walk(node: Any, shape: Shape, case: Case) -> None:
    parts = shape.parts
    last, seen, disordered = -1, 0, False
    tongues: dict[tuple[int, str | None], Any] = {}
    for child in node:
        tag = child.tag
        part = parts.get(tag)
        if part is None:
            part = _stranger(child, shape, case)
            if part is None:
                continue
        index = part.index
        if index < last:
            disordered = True
        else:
            last = index
        if part.by_language:
            language = child.get(XML_LANG)
            key = (index, language)
            if key not in tongues:
                tongues[key] = child
            elif part.once_a_language:
                case.repeated.append(Repeated(child, tongues[key], part))
            if language not in _sound:
                _language(child, language, case)
        elif part.single:
            if seen & part.bit and not (tag == OTHER and _misused(child)):
                case.repeated.append(Repeated(child, _first(node, child, part), part))
            seen |= part.bit
        _contents(child, part, case)
    if disordered:
        case.disordered.append((node, shape))


def _contents(child: Any, part: Part, case: Case) -> None:
    """Compare what an element holds: attributes, elements, its own text."""
    if part.attributes or part.shape.demanded:
        _attributes(child, part.attributes, part.shape.demanded, case)
    if part.holds:
        if len(child):
            _walk(child, part.shape, case)
        elif part.shape.hungry and not part.required and not child.attrib:
            case.hollow.append(child)
    elif part.value is not None:
        check = part.value.check
        if check is not None and not check(child.text or "") and not len(child):
            case.illegal.append(Illegal(child, None, part.value, child.text or "", part.required))
        if not part.by_language and XML_LANG in child.attrib:
            case.overtagged.append(child)
    elif part.tag == OTHER and _misused(child):
        case.extensions.append(child)


def _attributes(element: Any, known: Mapping[str, Value | None], demanded: tuple[str, ...], case: Case) -> None:
    held = element.attrib
    if known:
        for name, text in held.items():
            value = known.get(name)
            if value is not None and value.check is not None and not value.check(text):
                case.illegal.append(Illegal(element, name, value, text, name in demanded))
    for name in demanded:
        if name not in held:
            case.lacking.append((element, name))


def _language(child: Any, language: str | None, case: Case) -> None:
    """Note a text whose language is missing or blank though it is Chinese, or is no language tag."""
    if language and _LANGUAGE.legal(language):
        _sound.add(language)
    elif language or has_han(child.text or ""):
        case.untagged.append(child)


def _first(node: Any, child: Any, part: Part) -> Any:
    return next(twin for twin in node if twin is child or twin.tag in {part.tag, child.tag})


def _misused(other: Any) -> bool:
    """An extension element with text of its own, or without any element."""
    if not any(isinstance(child.tag, str) for child in other):
        return True
    return bool((other.text or "").strip()) or any((child.tail or "").strip() for child in other)


def _stranger(child: Any, shape: Shape, case: Case) -> Part | None:
    """The part that a misspelt element means, None for comments, foreign elements and misplaced ones."""
    if not is_ours(child.tag):
        return None
    name = local(child.tag)
    meant = shape.by_local.get(spellings().get(name, name).lower())
    if meant is None:
        case.strangers.append((child, shape))
    else:
        case.misspelt.append((child, meant))
    return meant


@cache
def spellings() -> Mapping[str, str]:
    """Other spellings of element names, from ``mappings/repair/spellings.csv``."""
    return {row["spelling"]: row["name"] for row in table("repair/spellings.csv")}
