"""Elements that the schema knows, but elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.repair.case import Case
from crosswalk.repair.comment import reach
from crosswalk.repair.fix import Fix, insert, remove
from crosswalk.repair.shape import Part, Shape, homes, local


def find(case: Case) -> Iterator[Fix]:
    """Elements that stand beside the element they belong in, or that have exactly one place in the dataset.

    They are moved with all they hold. Where several places would do, or where the place is taken, nothing is
    moved.
    """
    for element, shape in case.strangers:
        keeper = _keeper(element, shape)
        if keeper is not None:
            owner, order = keeper
            yield Fix(element, _above(element), local(owner.tag), partial(_adopt, case, element, owner, order))
            continue
        path = _home(case, element)
        if path is not None and not _taken(case, path):
            after = local(path[-2].tag) if len(path) > 1 else local(case.root.tag)
            yield Fix(element, _above(element), after, partial(_move, case, element, path))


def _above(element: Any) -> str:
    return local(element.getparent().tag)


def _keeper(element: Any, shape: Shape) -> tuple[Any, Mapping[str, int]] | None:
    """The element just before, if the schema has the misplaced one in it and it has none in this language."""
    before = element.getprevious()
    while before is not None and before.tag not in shape.parts:
        before = before.getprevious()
    owner = shape.parts.get(before.tag) if before is not None else None
    if owner is None or element.tag not in owner.shape.parts:
        return None
    part = owner.shape.parts[element.tag]
    twins = before.iterchildren(element.tag)
    free = not part.single and all(twin.get(XML_LANG) != element.get(XML_LANG) for twin in twins)
    return (before, owner.shape.order) if free or not list(before.iterchildren(element.tag)) else None


def _adopt(case: Case, element: Any, owner: Any, order: Mapping[str, int]) -> None:
    remove(case.kind, element)
    element.tail = None
    insert(case.kind, owner, element, order)


def _home(case: Case, element: Any) -> tuple[Part, ...] | None:
    """The one place for an element whose surroundings come once in a dataset."""
    paths = [path for path in homes(case.kind).get(local(element.tag).lower(), ()) if path[-1].tag == element.tag]
    reachable = [path for path in paths if all(part.single for part in path[:-1])]
    return reachable[0] if len(reachable) == 1 and len(paths) == 1 else None


def _taken(case: Case, path: tuple[Part, ...]) -> bool:
    return path[-1].single and not (is_idle(present) if (present := _present(case, path)) is not None else True)


def _present(case: Case, path: tuple[Part, ...]) -> Any:
    node = case.root
    for part in path:
        node = node.find(part.tag)
        if node is None:
            return None
    return node


def is_idle(element: Any) -> bool:
    """Whether an element says nothing at all."""
    return not len(element) and not element.attrib and not (element.text or "").strip()


def _move(case: Case, element: Any, path: tuple[Part, ...]) -> None:
    present = _present(case, path)
    if present is not None and path[-1].single:
        remove(case.kind, present)
    remove(case.kind, element)
    element.tail = None
    above = path[-2].shape if len(path) > 1 else case.shape
    insert(case.kind, reach(case, path[:-1]), element, above.order)
