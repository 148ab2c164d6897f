"""``get``: one pass over a tree, through the steps of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crosswalk.carriers.node import Syntax
from crosswalk.formats.spec import BadValue, Codec, Field, Hook, Keyed, Repeat, Table
from crosswalk.formats.steps import Reading, Rest, Step, Take, assign, compile_table, join, listed, pick


def get(root: Any, table: Table, syntax: Syntax) -> Reading:
    """Read a tree through a table in one pass. Never raises for content: problems are in ``rest``."""
    reader = Reader(syntax)
    data: dict[str, Any] = {}
    reader.read(root, compile_table(table, syntax), data, "")
    return Reading(data, reader.takes, reader.rest)


class Reader:
    """One pass over one tree."""

    __slots__ = ("rest", "syntax", "takes")

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.takes: list[Take] = []
        self.rest: list[Rest] = []

    def read(self, node: Any, step: Step, out: dict[str, Any], prefix: str) -> None:
        """Read the parts of one node into ``out``."""
        syntax, takes = self.syntax, self.takes
        seen: set[Any] = set()
        spelled: dict[Step, Any] | None = None
        for sub, key, child in syntax.match(node, step):
            if sub is None:
                self._unmatched(node, step, key, child, out, prefix)
                continue
            if sub.group is not None:
                spelled = {} if spelled is None else spelled
                if spelled.setdefault(sub.group, key) != key:
                    self._leave(node, key, child, "duplicate", prefix, sub.model)
                    continue
            if sub.texts:
                self._texts(node, key, child, sub, out, prefix)
                continue
            if sub.free and type(child) is str and key not in seen:  # most leaves: attributes and texts as they stand
                seen.add(key)
                holder = out
                for name in sub.owners:
                    holder = holder.setdefault(name, {})
                holder[sub.last] = child
                takes.append(Take(prefix, sub.model, node, key, child, 1))
                continue
            if sub.plain is not None and key not in seen:
                seen.add(key)
                self._plain(node, key, child, sub, out, prefix)
            elif isinstance(sub.row, Repeat):
                self._item(node, key, child, sub, out, prefix)
            else:
                self._part(node, key, child, sub, out, prefix, seen)

    def _part(
        self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str, seen: set[Any]
    ) -> None:
        """A part that is no plain scalar, text or item of a list."""
        row = sub.row
        if isinstance(row, Hook):
            row.read(HookReader(self, node, key, out, prefix), child)
        elif isinstance(row, Keyed):
            self._keyed_item(node, key, child, sub, out, prefix, {})
        elif key in seen:
            self._leave(node, key, child, "duplicate", prefix, "" if row is None else sub.model)
        else:
            seen.add(key)
            if row is None:
                self._descend(node, key, child, sub, out, prefix)
            elif isinstance(row, Field) and isinstance(row.codec, Codec):
                self._scalar(node, key, child, sub, out, prefix)
            else:
                self._struct(node, key, child, sub, out, prefix)

    def _unmatched(self, node: Any, step: Step, key: Any, child: Any, out: dict[str, Any], prefix: str) -> None:
        if step.wild is not None:
            self._wild(node, step, key, child, out, prefix, {})
        else:
            self._leave(node, key, child, "unknown")

    def _wild(
        self, node: Any, step: Step, key: Any, child: Any, out: dict[str, Any], prefix: str, bound: dict[str, object]
    ) -> None:
        """A key that is itself a value: bind it and go on below."""
        assert step.wild is not None
        name, codec, below = step.wild
        label = self.syntax.label(key)
        try:
            value = codec.decode(label)
        except ValueError:
            self._leave(node, key, child, "unknown")
            return
        bound = {**bound, name: value}
        if below.row is not None:
            self._keyed_item(node, key, child, below, out, prefix, bound)
        else:
            for _, inner_key, inner_child in self.syntax.match(child, below):
                self._wild(child, below, inner_key, inner_child, out, prefix, bound)

    def _leave(
        self,
        node: Any,
        key: Any,
        child: Any,
        reason: str,
        prefix: str = "",
        path: str = "",
        problem: ValueError | None = None,
    ) -> None:
        code = problem.code if isinstance(problem, BadValue) else None
        params = problem.params if isinstance(problem, BadValue) else {}
        leaves = self.syntax.count(child)
        if leaves:
            self.rest.append(Rest(node, key, child, leaves, reason, join(prefix, path), code, params))

    def _descend(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        if self.syntax.is_empty(child):
            self._leave(node, key, child, "empty")
        else:
            self.read(child, sub, out, prefix)

    def _shape(self, child: Any) -> str:
        """Why a part is no scalar."""
        return "empty" if self.syntax.is_empty(child) else "structured"

    def _plain(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        """A scalar field at its one place."""
        text, spare = self.syntax.scalar_and_spare(child)
        if text is None:
            self._leave(node, key, child, self._shape(child), prefix, sub.model)
            return
        try:
            value = sub.plain(text)  # type: ignore[misc]
        except ValueError as problem:
            self._leave(node, key, child, "malformed", prefix, sub.model, problem)
            return
        for name in sub.owners:
            out = out.setdefault(name, {})
        current = out.get(sub.last)
        if current is None or type(value) is not dict:
            out[sub.last] = value
        else:
            current.update(value)
        self.takes.append(Take(prefix, sub.model, node, key, child, 1))
        if spare:
            self.spare(child)

    def _scalar(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        row = sub.row
        assert isinstance(row, Field)
        assert isinstance(row.codec, Codec)
        text = self.syntax.scalar(child)
        if text is None:
            self._leave(node, key, child, self._shape(child), prefix, row.model)
            return
        try:
            value = row.codec.decode(text)
        except ValueError as problem:
            self._leave(node, key, child, "malformed", prefix, row.model, problem)
            return
        if row.copy and not self._agrees(out, sub.path, value):
            self._leave(node, key, child, "conflict", prefix, row.model)
            return
        if not row.copy:
            assign(out, sub.path, value)
        self.takes.append(Take(prefix, row.model, node, key, child, 1))
        self.spare(child)

    def _agrees(self, out: dict[str, Any], path: tuple[str, ...], value: object) -> bool:
        """A copy is fine where the first place says the same, and is the value where there is none."""
        current = pick(out, path)
        if current is None:
            assign(out, path, value)
            return True
        return bool(current == value)

    def spare(self, child: Any) -> None:
        """List what a scalar node holds beyond its text, such as unknown attributes."""
        for key, extra in self.syntax.extras(child):
            self._leave(child, key, extra, "unknown")

    def _texts(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        pair = self.syntax.pair(child)
        if pair is None:
            self._leave(node, key, child, self._shape(child), prefix, sub.model)
            return
        language, text, leaves = pair
        for name in sub.owners:
            out = out.setdefault(name, {})
        current = out.get(sub.last)
        if sub.copied:
            if (language, text) not in (current or {}).get("items", ()):
                self._leave(node, key, child, "conflict", prefix, sub.model)
                return
        elif current is None:
            out[sub.last] = {"items": [(language, text)]}
        else:
            current["items"].append((language, text))
        self.takes.append(Take(prefix, sub.model, node, key, child, leaves))
        if self.syntax.has_spare(child):
            for extra_key, extra in self.syntax.extras(child):
                if not self.syntax.is_language(extra_key):
                    self._leave(child, extra_key, extra, "unknown")

    def _struct(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        row = sub.row
        assert isinstance(row, Field)
        assert sub.inner is not None
        item: dict[str, Any] = {}
        self._read_item(node, key, child, sub.inner, item, join(prefix, row.model))
        if row.copy:
            if pick(out, sub.path) is None:
                assign(out, sub.path, item)
        else:
            assign(out, sub.path, item)

    def _read_item(self, node: Any, key: Any, child: Any, inner: Step, item: dict[str, Any], prefix: str) -> None:
        if inner.own is not None:
            self._own(node, key, child, inner.own, item, prefix)
        elif self.syntax.is_empty(child):
            self._leave(node, key, child, "empty")
        else:
            self.read(child, inner, item, prefix)

    def _own(self, node: Any, key: Any, child: Any, row: Field, item: dict[str, Any], prefix: str) -> None:
        """An item that is one scalar node: the row ``.`` of its table."""
        step = Step(row=row, path=tuple(row.model.split(".")))
        self._scalar(node, key, child, step, item, prefix)

    def _item(self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str) -> None:
        row = sub.row
        assert isinstance(row, Repeat)
        items = listed(out, sub.path)
        where = f"{join(prefix, row.model)}/{len(items)}"
        if isinstance(row.rows, Codec):
            text = self.syntax.scalar(child)
            try:
                if text is None:
                    raise BadValue("XW-S001")
                items.append(row.rows.decode(text))
            except ValueError as problem:
                self._leave(node, key, child, "malformed", where, "", problem)
                return
            self.takes.append(Take(where, "", node, key, child, 1))
            self.spare(child)
            return
        assert sub.inner is not None
        item: dict[str, Any] = dict(row.bind)
        items.append(item)
        self._read_item(node, key, child, sub.inner, item, where)

    def _keyed_item(
        self, node: Any, key: Any, child: Any, sub: Step, out: dict[str, Any], prefix: str, bound: dict[str, object]
    ) -> None:
        row = sub.row
        assert isinstance(row, Keyed)
        assert sub.inner is not None
        items = listed(out, sub.path)
        where = f"{join(prefix, row.model)}/{len(items)}"
        item: dict[str, Any] = {**row.bind}
        before = len(self.takes)
        self._read_item(node, key, child, sub.inner, item, where)
        if len(self.takes) > before:
            item.update(bound)
            items.append(item)


@dataclass(slots=True)
class HookReader:
    """What a hook may do while reading: take leaves, leave them, read a node through a table."""

    reader: Reader
    parent: Any
    key: Any
    out: dict[str, Any]
    prefix: str

    def take(self, node: Any, path: str, leaves: int | None = None) -> None:
        """Mark a node's leaves as taken for the model path."""
        count = self.reader.syntax.count(node) if leaves is None else leaves
        self.reader.takes.append(Take(self.prefix, path, self.parent, self.key, node, count))

    def leave(self, node: Any, reason: str = "unknown") -> None:
        """Mark a node's leaves as not taken."""
        self.reader._leave(self.parent, self.key, node, reason)

    def read(self, node: Any, table: Table, item: dict[str, Any], where: str) -> None:
        """Read a node through a table into ``item``, which stands at the model pointer ``where``."""
        step = compile_table(table, self.reader.syntax)
        self.reader._read_item(self.parent, self.key, node, step, item, where)
