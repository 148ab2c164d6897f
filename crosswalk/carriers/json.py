"""JSON bytes to plain objects and back, numbers as their own text; and the engine's view of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any

from crosswalk.carriers.limits import DEFAULT_LIMITS, Limits
from crosswalk.carriers.node import NumberText, TruthText
from crosswalk.carriers.text import decode
from crosswalk.core.errors import LimitExceeded, SyntaxBroken
from crosswalk.core.places import Place


def parse(
    data: bytes, file: str | None = None, limits: Limits = DEFAULT_LIMITS, *, take_constants: bool = False
) -> Any:
    """The objects of JSON bytes: dicts in source order, numbers as NumberText, never as floats.

    ``take_constants`` gives ``NaN`` and ``Infinity``, which JSON does not know, as such texts instead of refusing them.

    Raises SyntaxBroken for bad JSON (XW-I104), a key given twice (XW-I105) or an unknown encoding,
    LimitExceeded for size (XW-I107), depth (XW-I103) and number length (XW-I106).
    """
    if len(data) > limits.max_member_bytes:
        raise LimitExceeded("XW-I107", Place(file=file), limit=limits.max_member_bytes)
    text = decode(data, file)

    def number(lexeme: str) -> NumberText:
        if len(lexeme) > limits.max_number_length:
            raise LimitExceeded("XW-I106", Place(file=file), limit=limits.max_number_length)
        return NumberText(lexeme)

    def refuse(lexeme: str) -> NumberText:
        raise SyntaxBroken("XW-I104", Place(file=file), reason=lexeme)

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise SyntaxBroken("XW-I105", Place(file=file, line=_line_of_second(text, twice)), key=twice)
        return found

    try:
        constant = number if take_constants else refuse
        value = json.loads(
            text, parse_float=number, parse_int=number, parse_constant=constant, object_pairs_hook=unique
        )
    except json.JSONDecodeError as problem:
        place = Place(file=file, line=problem.lineno, column=problem.colno)
        raise SyntaxBroken("XW-I104", place, reason=problem.msg) from None
    except RecursionError:
        raise LimitExceeded("XW-I103", Place(file=file), limit=limits.max_depth) from None
    if _deeper(value, limits.max_depth):
        raise LimitExceeded("XW-I103", Place(file=file), limit=limits.max_depth)
    return value


def _line_of_second(text: str, key: str) -> int | None:
    hits = list(re.finditer(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", text))
    return text.count("\n", 0, hits[1].start()) + 1 if len(hits) > 1 else None


def _deeper(value: Any, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [
            child
            for node in level
            if isinstance(node, (dict, list))
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return False
    return True


def serialise(value: Any, indent: int | None = 2) -> bytes:
    """UTF-8 bytes of plain objects: NumberText and Decimal with their own digits, keys in their order."""
    step = " " * (indent or 0)
    return (_text(value, "\n" if indent is not None else None, step) + "\n").encode("utf-8")


def _text(value: Any, line: str | None, step: str) -> str:
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is dict or isinstance(value, Mapping):
        inner = None if line is None else line + step
        return _enclosed([_member(name) + _text(item, inner, step) for name, item in value.items()], "{}", line, inner)
    if kind is list or isinstance(value, (list, tuple)):
        inner = None if line is None else line + step
        return _enclosed([_text(item, inner, step) for item in value], "[]", line, inner)
    return scalar_text(value)


@lru_cache(maxsize=4096)
def _member(name: str) -> str:
    """The text of a member's name: few names, many members."""
    return _quoted(str(name)) + ": "


def _enclosed(parts: list[str], marks: str, line: str | None, inner: str | None) -> str:
    if not parts:
        return marks
    if line is None or inner is None:
        return marks[0] + ", ".join(parts) + marks[1]
    return marks[0] + inner + ("," + inner).join(parts) + line + marks[1]


def scalar_text(value: Any) -> str:
    """JSON text of a scalar. Raises TypeError for floats: numbers are exact here."""
    if isinstance(value, (NumberText, TruthText)):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        raise TypeError("floats are not exact")
    return str(value)


@dataclass(frozen=True)
class JsonSyntax:
    """The engine's view of JSON objects.

    ``language`` and ``text`` name the members of a text in several languages: ``@xml:lang`` and
    ``#text`` in TIDAS, ``lang`` and ``text`` elsewhere.
    """

    language: str = "@xml:lang"
    text: str = "#text"
    lists: bool = False
    """Whether a list of one item is written as a list; TIDAS writes the item alone."""
    arrays: frozenset[str] = frozenset()
    """Members that are lists even so, such as TIDAS ``exchange``."""

    prefixes: tuple[tuple[str, str], ...] = ()
    """Prefixes of the tables and those of the file, with their colons, where a file has its own."""

    def key(self, name: str) -> str:
        """Path steps are member names."""
        if not self.prefixes or name.startswith(("@", "#")):
            return name
        prefix, colon, local = name.rpartition(":")
        return dict(self.prefixes).get(prefix + colon, prefix + colon) + local

    def label(self, key: Any) -> str:
        """Member names are path steps."""
        return str(key)

    def is_attribute(self, name: str) -> bool:
        """JSON has members only."""
        return False

    def is_language(self, key: Any) -> bool:
        """Whether a member is the language of a text."""
        return bool(key == self.language)

    def match(self, node: Any, step: Any) -> Iterator[tuple[Any, Any, Any]]:
        """Members in source order; the items of a list stand as repeated members."""
        if not isinstance(node, dict):
            # A scalar where the table expects an object: xmltodict writes <a>text</a> so.
            yield step.elements.get(self.text), self.text, node
            return
        elements = step.elements
        for name, value in node.items():
            sub = elements.get(name)
            if type(value) is list:
                for item in value:
                    yield sub, name, item
                if not value:
                    yield None, name, value
            else:
                yield sub, name, value

    def scalar(self, node: Any) -> str | None:
        """The text of a string, number or truth value, or of an object that holds a text."""
        if isinstance(node, str):
            return node
        if isinstance(node, bool):
            return TruthText("true" if node else "false")
        if isinstance(node, dict) and isinstance(node.get(self.text), str) and self._is_flat(node):
            return str(node[self.text])
        return None

    def _is_flat(self, node: dict[str, Any]) -> bool:
        """Whether an object is a text with attributes; ``#text`` beside members that are elements is none."""
        return not self.text.startswith("#") or all(name[:1] in "#@" for name in node)

    def scalar_and_spare(self, node: Any) -> tuple[str | None, bool]:
        """The text, and whether there are members beside it."""
        return self.scalar(node), isinstance(node, dict)

    def has_spare(self, node: Any) -> bool:
        """Members beside language and text."""
        return isinstance(node, dict) and len(node) > (self.language in node) + (self.text in node)

    def extras(self, node: Any) -> Iterable[tuple[Any, Any]]:
        """Members beside the text."""
        if not isinstance(node, dict):
            return ()
        return [(name, value) for name, value in node.items() if name != self.text]

    def pair(self, node: Any) -> tuple[str | None, str, int] | None:
        """Language and text of a text object or of a bare string."""
        if isinstance(node, str):
            return None, node, 1
        if not isinstance(node, dict) or not self._is_flat(node):
            return None
        language = node.get(self.language)
        text = node.get(self.text, "")
        if not isinstance(text, str) or not (language is None or isinstance(language, str)):
            return None
        if language is None and self.text not in node:
            return None
        return language, text, (self.language in node) + (self.text in node)

    def is_empty(self, node: Any) -> bool:
        """An empty container, or null."""
        return node is None or (isinstance(node, (dict, list)) and not node)

    def count(self, node: Any) -> int:
        """Scalars and empty containers."""
        if isinstance(node, dict):
            return sum(map(self.count, node.values())) if node else 1
        if isinstance(node, list):
            return sum(map(self.count, node)) if node else 1
        return 1

    def leaves(self, root: Any) -> Iterator[tuple[str, str]]:
        """JSON pointer and text of every scalar and empty container."""
        yield from self._leaves(root, "")

    def _leaves(self, node: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, dict) and node:
            for name, value in node.items():
                yield from self._leaves(value, f"{path}/{escape(name)}")
        elif isinstance(node, list) and node:
            for spot, value in enumerate(node):
                yield from self._leaves(value, f"{path}/{spot}")
        else:
            yield path, "" if isinstance(node, (dict, list)) else str(node)

    def owners(self, root: Any) -> Mapping[int, str]:
        """The JSON pointer of every container below a root, by identity."""
        found: dict[int, str] = {}
        _index(root, "", found)
        return found

    def place(self, owners: Mapping[int, str], parent: Any, key: Any, node: Any) -> Place:
        """The JSON pointer: that of the container, and the member's name."""
        owner = owners.get(id(parent))
        if owner is None:
            return Place(pointer="")
        holder = parent.get(key) if isinstance(parent, dict) else None
        tail = f"/{escape(str(key))}" if isinstance(parent, dict) else ""
        if isinstance(holder, list) and holder is not node:
            spot = next((index for index, item in enumerate(holder) if item is node), None)
            tail += f"/{spot}" if spot is not None else ""
        return Place(pointer=owner + tail)

    @property
    def places_first(self) -> bool:
        """Objects are filled, then placed."""
        return False

    def within(self, root: Any) -> JsonSyntax:
        """The same for every tree."""
        return self

    def detached(self, key: Any) -> Any:
        """A new object."""
        return {}

    def insert(self, parent: Any, key: Any, child: Any, order: Mapping[Any, int], many: bool = False) -> None:
        """Add a member at row order, or one more item of a repeated member."""
        if key in parent:
            current = parent[key]
            if isinstance(current, list):
                current.append(child)
            else:
                parent[key] = [current, child]
            return
        mine = order.get(key, len(order))
        later = [name for name in parent if order.get(name, -1) > mine]
        parent[key] = [child] if many and (self.lists or key in self.arrays) else child
        for name in later:
            parent[name] = parent.pop(name)

    def settle(self, parent: Any, key: Any, spot: int) -> None:
        """Move the last item of a repeated member to a position."""
        items = parent[key]
        items.insert(spot, items.pop())

    def add_scalar(self, parent: Any, key: Any, text: Any, order: Mapping[Any, int], many: bool = False) -> Any:
        """A new scalar member."""
        self.insert(parent, key, text, order, many)
        return text

    def set_scalar(self, parent: Any, key: Any, child: Any, text: Any) -> Any:
        """Replace a scalar; a string stays a string and a number a number where both can be."""
        if isinstance(child, dict):
            child[self.text] = text
            return child
        if isinstance(child, str) and not isinstance(child, NumberText):
            text = str(text)
        self._swap(parent, key, child, text)
        return text

    def _swap(self, parent: Any, key: Any, child: Any, value: Any) -> None:
        current = parent[key]
        if isinstance(current, list):
            spot = next(index for index, item in enumerate(current) if item is child)
            current[spot] = value
        else:
            parent[key] = value

    def add_pair(self, parent: Any, key: Any, language: str | None, text: str, order: Mapping[Any, int]) -> Any:
        """A new text object; without a language it is a bare string."""
        child: Any = text if language is None else {self.language: language, self.text: text}
        self.insert(parent, key, child, order, True)
        return child

    def set_pair(self, parent: Any, key: Any, child: Any, language: str | None, text: str) -> Any:
        """Replace language and text."""
        if isinstance(child, dict) and language is not None:
            child[self.language] = language
            child[self.text] = text
            return child
        value: Any = text if language is None else {self.language: language, self.text: text}
        self._swap(parent, key, child, value)
        return value

    def remove(self, parent: Any, key: Any, child: Any) -> None:
        """Take out a member, or one item of a repeated member."""
        current = parent[key]
        if isinstance(current, list) and current is not child:
            spot = next(index for index, item in enumerate(current) if item is child)
            del current[spot]
            if current:
                return
        del parent[key]


def escape(name: str) -> str:
    """A member's name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def _index(node: Any, path: str, found: dict[int, str]) -> None:
    if isinstance(node, dict):
        found[id(node)] = path
        for name, value in node.items():
            _index(value, f"{path}/{escape(name)}", found)
    elif isinstance(node, list):
        found[id(node)] = path
        for spot, value in enumerate(node):
            _index(value, f"{path}/{spot}", found)


def line_of(text: str, pointer: str) -> int | None:
    """The line on which the value at a JSON pointer begins, found by scanning the text once."""
    wanted = tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    for path, offset in _scan(text):
        if path == wanted:
            return text.count("\n", 0, offset) + 1
    return None


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def _scan(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every value's path and offset, in order."""
    stack: list[list[Any]] = []
    key: str | None = None
    tokens = list(_TOKEN.finditer(text))
    for index, token in enumerate(tokens):
        word = token.group()
        if word in "}]":
            stack.pop()
        elif word == ",":
            if stack and stack[-1][0] == "[":
                stack[-1][1] += 1
        elif word == ":":
            continue
        elif stack and stack[-1][0] == "{" and index + 1 < len(tokens) and tokens[index + 1].group() == ":":
            key = json.loads(word)
            stack[-1][1] = key
        else:
            yield tuple(str(level[1]) for level in stack), token.start()
            if word in "{[":
                stack.append([word, 0 if word == "[" else None])
