"""Blocks that are stated as a whole, such as a declaration of compliance or a review: which of them an answer means.

``compliance[compliance:ef31].overall`` means the declaration about that system and adds one where there is none.
Without brackets an answer means each item, or a first one where there is none. Where the same form says what the
block is about (``compliance.system``), its other parts belong to that block: they never reach a declaration about
another system.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crosswalk.context.answers import Answer
from crosswalk.context.paths import Step
from crosswalk.context.slots import Slot, key_of, known_slots
from crosswalk.context.values import parse
from crosswalk.core.errors import InputError


@dataclass
class Blocks:
    """What the answers for one dataset say its blocks are about: the value of the key by the path of the list."""

    kind: str
    stated: Mapping[str, Any] = field(default_factory=dict)
    added: list[tuple[str, Any]] = field(default_factory=list)
    """Blocks that were added since this was last emptied: the path of the key and its value."""

    @classmethod
    def of(cls, kind: str, answers: Iterable[Answer]) -> Blocks:
        """The keys that the answers state without brackets."""
        stated: dict[str, Any] = {}
        for answer in answers:
            head, _, last = answer.path.rpartition(".")
            slot = known_slots().get(kind, {}).get(answer.path)
            if slot is not None and key_of(head) == last:
                stated.setdefault(head, parse(answer, slot))
        return cls(kind, stated)

    def holders(self, data: dict[str, Any], answer: Answer, slot: Slot) -> Iterator[tuple[dict[str, Any], bool]]:
        """The objects that the field of an answer stands in, in ``data``, and whether brackets chose each.

        Raises InputError: XW-Q014 for a position beyond the list.
        """
        lists = [step.endswith("[]") for step in slot.path.split(".")]
        steps = list(zip(answer.steps, lists, strict=True))[:-1]
        yield from self._within(data, steps, answer, "", True)

    def _within(
        self, data: dict[str, Any], steps: list[tuple[Step, bool]], answer: Answer, path: str, chosen: bool
    ) -> Iterator[tuple[dict[str, Any], bool]]:
        if not steps:
            yield data, chosen
            return
        (step, is_list), rest = steps[0], steps[1:]
        path = f"{path}.{step.name}".lstrip(".")
        if not is_list:
            inner = data[step.name] = dict(data.get(step.name) or {})
            yield from self._within(inner, rest, answer, path, chosen)
            return
        items = [dict(item) for item in data.get(step.name) or ()]
        picked, named = self._pick(items, step, answer, path)
        data[step.name] = tuple(items)
        for item in picked:
            yield from self._within(item, rest, answer, path, chosen and named)

    def _pick(
        self, items: list[dict[str, Any]], step: Step, answer: Answer, path: str
    ) -> tuple[list[dict[str, Any]], bool]:
        """The items meant, one added to the list where it is needed; whether brackets named it."""
        if step.position is not None:
            if step.position > len(items) + 1:
                raise InputError("XW-Q014", answer.place, path=answer.path, count=len(items))
            return [_at(items, step.position - 1)], True
        key = key_of(path)
        if step.key is not None and key is not None:
            return [self._named(items, answer, step.key, path, key)], True
        if key is not None and path in self.stated and items:
            if answer.replace and answer.path == f"{path}.{key}" and len(items) == 1:
                return items, True
            about = [i for i in items if is_about(i.get(key), self.stated[path])]
            return about or [i for i in items if i.get(key) is None], False
        return items or [_at(items, 0)], False

    def _named(self, items: list[dict[str, Any]], answer: Answer, text: str, path: str, key: str) -> dict[str, Any]:
        """The item about something, added where there is none."""
        value = self._key_value(answer, text, f"{path}.{key}")
        for item in items:
            if is_about(item.get(key), value):
                return item
        self.added.append((f"{path}[{text}].{key}", value))
        return _added(items, {key: value})

    def _key_value(self, answer: Answer, key: str, path: str) -> Any:
        slot = known_slots()[self.kind][path]
        return parse(replace(answer, path=path, value=key, zh="", en="", replace=False), slot)


def _at(items: list[dict[str, Any]], spot: int) -> dict[str, Any]:
    return items[spot] if spot < len(items) else _added(items, {})


def _added(items: list[dict[str, Any]], item: dict[str, Any]) -> dict[str, Any]:
    items.append(item)
    return item


def is_about(left: Any, right: Any) -> bool:
    """Whether blocks are about the same: references by the dataset that they lead to, whatever its version."""
    if isinstance(left, dict) and isinstance(right, dict):
        return bool(left.get("id") == right.get("id"))
    return bool(left == right)


def is_same(left: Any, right: Any) -> bool:
    """Whether two values mean the same: references by what they lead to, numbers by value."""
    if isinstance(left, dict) and isinstance(right, dict):
        for name in ("id", "value"):
            if name in left or name in right:
                return bool(left.get(name) == right.get(name)) and _agree(left.get("version"), right.get("version"))
    return bool(left == right)


def _agree(left: str | None, right: str | None) -> bool:
    """Whether versions do not contradict each other: a reference without one means any."""
    return left is None or right is None or left == right
