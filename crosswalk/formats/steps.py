"""Tables compiled to steps, and the records of what was read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from crosswalk.carriers.node import Syntax
from crosswalk.formats.spec import Codec, Field, Hook, Keyed, Repeat, Row, Table, Texts


@dataclass(slots=True)
class Take:
    """Source leaves that a row took: where they are and which model value they became."""

    prefix: str
    path: str
    parent: Any
    key: Any
    node: Any
    leaves: int

    @property
    def pointer(self) -> str:
        """The model pointer, such as ``exchanges/3/amount``."""
        return join(self.prefix, self.path)


@dataclass(slots=True)
class Rest:
    """Source leaves that no row took, and why."""

    parent: Any
    key: Any
    node: Any
    leaves: int
    reason: str
    pointer: str = ""
    code: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What ``get`` returns: plain data for the model, and the census of the source."""

    data: dict[str, Any]
    takes: list[Take]
    rest: list[Rest]

    @property
    def leaves(self) -> int:
        """Leaves taken and left, by the census."""
        return sum(t.leaves for t in self.takes) + sum(r.leaves for r in self.rest)


@dataclass(slots=True)
class Wrote:
    """A model value that ``put`` brought to the tree: changed, created, or left alone (``same``)."""

    pointer: str
    parent: Any
    key: Any
    node: Any
    leaves: int
    how: str
    codec: str = ""


@dataclass(slots=True)
class Writing:
    """What ``put`` returns: the root and what happened to each model value."""

    root: Any
    wrote: list[Wrote]
    removed: list[Rest]


def join(prefix: str, path: str) -> str:
    """A model pointer from the pointer of an item and a dotted path within it."""
    tail = path.replace(".", "/")
    return f"{prefix}/{tail}" if prefix and tail else prefix or tail


@dataclass(slots=True, eq=False)
class Step:
    """One level of the compiled table: what to do with each child by its key."""

    elements: dict[Any, Step] = field(default_factory=dict)
    attributes: dict[Any, Step] = field(default_factory=dict)
    row: Row | None = None
    inner: Step | None = None
    wild: tuple[str, Codec, Step] | None = None
    keys: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    order: dict[Any, int] = field(default_factory=dict)
    own: Field | None = None
    plain: Callable[[Any], Any] | None = None
    """The decoder of a scalar field that is no copy: the common case, read without detours."""
    free: bool = False
    """Whether such a field takes every text as it stands."""
    model: str = ""
    last: str = ""
    owners: tuple[str, ...] = ()
    texts: bool = False
    copied: bool = False
    group: Step | None = None
    """Where a row has several spellings: the step of its own, shared by all of them."""
    members: frozenset[str] | None = None
    """The members of the model that rows below bring to the tree; None where a hook may bring any."""

    def child(self, key: Any, attribute: bool) -> Step:
        """The step below ``key``, made if missing; elements remember the order of the rows."""
        shelf = self.attributes if attribute else self.elements
        if key not in shelf:
            shelf[key] = Step()
            self.order[key] = len(self.order)
        return shelf[key]


@cache
def compile_table(table: Table, syntax: Syntax) -> Step:
    """The steps of a table for one syntax. Cached: tables and syntaxes are immutable."""
    root = Step()
    for row in table.rows:
        _place_row(root, row, syntax)
    _name_members(root)
    return root


def _name_members(step: Step) -> frozenset[str] | None:
    """Tell every step what could be written below it."""
    below = [*step.elements.values(), *step.attributes.values(), *([step.wild[2]] if step.wild is not None else ())]
    found = [_name_members(sub) for sub in below]
    if step.row is not None:
        found.append(frozenset(step.path[:1]) if step.path else None)
    named = [names for names in found if names is not None]
    step.members = frozenset().union(*named) if len(named) == len(found) else None
    return step.members


def _place_row(root: Step, row: Row, syntax: Syntax) -> None:
    if row.native == ".":
        assert isinstance(row, Field)
        root.own = row
        return
    names = row.native.split("/")
    _bind(_lead(root, names, row, syntax), row, syntax)
    others = [_resolved(names, also) for also in row.also] if isinstance(row, (Field, Repeat)) else []
    if others:
        _group(root, [names, *others], row, syntax)


def _lead(root: Step, names: Sequence[str], row: Row, syntax: Syntax) -> Step:
    """The step at the end of a path, made with all steps on the way."""
    step = root
    for name in names:
        if name.startswith("{"):
            assert isinstance(row, Keyed)
            if step.wild is None:
                step.wild = (name[1:-1], row.keys[name[1:-1]], Step())
            step = step.wild[2]
        else:
            step = step.child(syntax.key(name), syntax.is_attribute(name))
    return step


def _resolved(names: Sequence[str], also: str) -> list[str]:
    """The path of another spelling, which stands where the last step of ``names`` does."""
    found = list(names[:-1])
    for name in also.split("/"):
        if name == "..":
            found.pop()
        else:
            found.append(name)
    return found


def _group(root: Step, paths: Sequence[Sequence[str]], row: Row, syntax: Syntax) -> None:
    """Bind the other spellings, and mark the steps at which they part as one group."""
    shared = 0
    while len({path[shared] for path in paths}) == 1:
        shared += 1
    for path in paths[1:]:
        _bind(_lead(root, path, row, syntax), row, syntax)
    heads = [_lead(root, path[: shared + 1], row, syntax) for path in paths]
    for head in heads:
        assert head.group is None, f"two rows with spellings at {row.native}"
        head.group = heads[0]


def _bind(step: Step, row: Row, syntax: Syntax) -> None:
    """Make a step the place of a row."""
    assert step.row is None, f"two rows for {row.native}"
    step.row = row
    step.path = tuple(row.model.split(".")) if not isinstance(row, Hook) and row.model else ()
    if isinstance(row, Field):
        step.model, step.copied = row.model, row.copy
        step.owners, step.last = step.path[:-1], step.path[-1]
        if isinstance(row.codec, Codec) and not row.copy:
            step.plain, step.free = row.codec.decode, row.codec.free
        step.texts = isinstance(row.codec, Texts)
    nested = row.codec if isinstance(row, Field) else row.rows if isinstance(row, (Repeat, Keyed)) else None
    if isinstance(nested, Table):
        step.inner = compile_table(nested, syntax)


def assign(out: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set a nested value; two objects at one path are merged (an amount and its unit)."""
    for name in path[:-1]:
        out = out.setdefault(name, {})
    last = path[-1]
    current = out.get(last)
    if isinstance(current, dict) and isinstance(value, dict):
        current.update(value)
    else:
        out[last] = value


def pick(out: Mapping[str, Any], path: Sequence[str]) -> Any:
    """A nested value of plain data, or None."""
    current: Any = out
    for name in path:
        current = current.get(name)
        if current is None:
            return None
    return current


def listed(out: dict[str, Any], path: Sequence[str]) -> list[Any]:
    """The list at a nested path, made if missing."""
    for name in path[:-1]:
        out = out.setdefault(name, {})
    found: list[Any] = out.setdefault(path[-1], [])
    return found
