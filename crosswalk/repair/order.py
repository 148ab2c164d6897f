"""Children in the order of the schema."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from crosswalk.repair.case import Case
from crosswalk.repair.fix import Fix
from crosswalk.repair.shape import Shape, local


def find(case: Case) -> Iterator[Fix]:
    """One repair an element whose children are out of order; none is changed, only moved."""
    for parent, shape in case.disordered:
        before = _names(parent, list(parent))
        after = _names(parent, _sorted(parent, shape))
        yield Fix(parent, before, after, partial(_sort, parent, shape))


def _names(parent: Any, children: list[Any]) -> str:
    names = [local(child.tag) for child in children if isinstance(child.tag, str)]
    kept = [name for before, name in pairwise(["", *names]) if name != before]
    return f"{local(parent.tag)}: {', '.join(kept)}"


def _sorted(parent: Any, shape: Shape) -> list[Any]:
    """Comments and foreign elements go with the element after them; those at the end stay there."""
    groups: list[tuple[int, list[Any]]] = []
    waiting: list[Any] = []
    for child in parent:
        waiting.append(child)
        if (spot := shape.order.get(child.tag)) is not None:
            groups.append((spot, waiting))
            waiting = []
    groups.sort(key=lambda group: group[0])
    return [*(child for _, group in groups for child in group), *waiting]


def _sort(parent: Any, shape: Shape) -> None:
    children = _sorted(parent, shape)
    tails = [child.tail for child in parent]
    blank = all(tail is None or tail.isspace() for tail in tails)
    for child in children:
        parent.append(child)
    if blank:
        for child, tail in zip(children, tails, strict=True):
            child.tail = tail
