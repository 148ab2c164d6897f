"""``put``: an edit of a tree, so that reading it gives the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosswalk.carriers.node import Syntax
from crosswalk.formats.reader import Reader
from crosswalk.formats.spec import Codec, Field, Hook, Keyed, Repeat, Table, Texts
from crosswalk.formats.steps import Rest, Step, Writing, Wrote, compile_table, join, pick


def put(data: Mapping[str, Any], table: Table, syntax: Syntax, root: Any) -> Writing:
    """Edit ``root`` so that reading it gives ``data``. An empty root is filled, a full one is edited.

    A node whose codec already reads the wanted value is left alone; new nodes go in at row order;
    what the model no longer holds is removed and listed. The given root is changed in place.
    """
    writer = Writer(syntax.within(root))
    writer.write(data, compile_table(table, syntax), root, "", data)
    return Writing(root, writer.wrote, writer.removed)


class Writer:
    """One pass of editing over one tree."""

    __slots__ = ("claimed", "removed", "syntax", "wrote")

    def __init__(self, syntax: Syntax) -> None:
        self.syntax = syntax
        self.wrote: list[Wrote] = []
        self.removed: list[Rest] = []
        self.claimed: dict[str, set[int]] = {}

    def write(self, data: Mapping[str, Any], step: Step, node: Any, prefix: str, top: Mapping[str, Any]) -> None:
        """Bring the values of ``data`` to the parts of one node."""
        present: dict[Any, list[Any]] = {}
        spelled: dict[Step, Any] = {}
        for sub, key, child in self.syntax.match(node, step):
            if sub is not None:
                present.setdefault(key, []).append(child)
                if sub.group is not None:
                    spelled.setdefault(sub.group, key)
        if step.wild is not None:  # an item that a key can name is written by its key, not as one of a list
            self._write_wild(data, step, node, prefix)
        for key, sub in (*step.attributes.items(), *step.elements.items()):
            if key not in present and sub.members is not None and sub.members.isdisjoint(data):
                continue  # nothing is there and nothing is to be
            if sub.group is not None and key != spelled.get(sub.group, key if sub is sub.group else None):
                continue  # the value stands, or goes in, under another spelling
            self._write_key(data, step, node, key, sub, present.get(key, []), prefix)

    def _write_key(
        self, data: Mapping[str, Any], step: Step, node: Any, key: Any, sub: Step, found: list[Any], prefix: str
    ) -> None:
        row = sub.row
        if row is None:
            self._write_inner(data, step, node, key, sub, found, prefix)
        elif isinstance(row, Field):
            value = pick(data, sub.path)
            if isinstance(row.codec, Texts):
                self._write_texts(value, step, node, key, row, found, prefix)
            elif isinstance(row.codec, Codec):
                self._write_scalar(value, step, node, key, row, row.codec, found[:1], prefix)
            else:
                self._write_struct(value, step, node, key, sub, row, found[:1], prefix)
        elif isinstance(row, Repeat):
            self._write_items(data, step, node, key, sub, row, found, prefix)
        elif isinstance(row, Hook):
            row.write(HookWriter(self, data, step, node, key, found, prefix))
        else:
            raise TypeError(f"a keyed row ends in a placeholder: {row.native}")

    def _write_inner(
        self, data: Mapping[str, Any], step: Step, node: Any, key: Any, sub: Step, found: list[Any], prefix: str
    ) -> None:
        if found:
            gone = len(self.removed)
            self.write(data, sub, found[0], prefix, data)
            if len(self.removed) > gone and self.syntax.is_empty(found[0]):
                self.syntax.remove(node, key, found[0])  # nothing is left for it to hold
            return
        made = self.syntax.detached(key)
        mark = len(self.wrote)
        self.write(data, sub, made, prefix, data)
        if len(self.wrote) > mark:
            self.syntax.insert(node, key, made, step.order)

    def _write_scalar(
        self,
        value: Any,
        step: Step,
        node: Any,
        key: Any,
        row: Field,
        codec: Codec,
        found: list[Any],
        prefix: str,
        many: bool = False,
    ) -> None:
        pointer = join(prefix, row.model)
        if found:
            current, readable = self._decode(codec, found[0])
            if value is None:
                if readable and current is not None:
                    self._remove(node, key, found[0], pointer)
                return
            if readable and codec.same(current, value):
                self.wrote.append(Wrote(pointer, node, key, found[0], 1, "same", codec.name))
                return
            encoded = codec.encode(value)
            if encoded is None:
                return
            made = self.syntax.set_scalar(node, key, found[0], encoded)
            self.wrote.append(Wrote(pointer, node, key, made, 1, "changed", codec.name))
        elif value is not None:
            encoded = codec.encode(value)
            if encoded is None:
                return
            made = self.syntax.add_scalar(node, key, encoded, step.order, many)
            self.wrote.append(Wrote(pointer, node, key, made, 1, "created", codec.name))

    def _decode(self, codec: Codec, child: Any) -> tuple[Any, bool]:
        text = self.syntax.scalar(child)
        if text is None:
            return None, False
        try:
            return codec.decode(text), True
        except ValueError:
            return None, False

    def _remove(self, node: Any, key: Any, child: Any, pointer: str) -> None:
        self.removed.append(Rest(node, key, child, self.syntax.count(child), "removed", pointer))
        self.syntax.remove(node, key, child)

    def _write_texts(
        self, value: Any, step: Step, node: Any, key: Any, row: Field, found: list[Any], prefix: str
    ) -> None:
        pointer = join(prefix, row.model)
        pairs = [tuple(pair) for pair in value["items"]] if value else []
        readable = [(child, self.syntax.pair(child)) for child in found]
        children = [child for child, pair in readable if pair is not None]
        for spot, (language, text) in enumerate(pairs):
            if spot < len(children):
                child = children[spot]
                pair = self.syntax.pair(child)
                assert pair is not None
                how = "same"
                if pair[:2] != (language, text):
                    child = self.syntax.set_pair(node, key, child, language, text)
                    how = "changed"
            else:
                child = self.syntax.add_pair(node, key, language, text, step.order)
                how = "created"
            written = self.syntax.pair(child)
            self.wrote.append(Wrote(pointer, node, key, child, written[2] if written else 1, how, "texts"))
        for child in children[len(pairs) :]:
            self._remove(node, key, child, pointer)

    def _write_struct(
        self, value: Any, step: Step, node: Any, key: Any, sub: Step, row: Field, found: list[Any], prefix: str
    ) -> None:
        assert sub.inner is not None
        pointer = join(prefix, row.model)
        if found and value is None:
            if self.reads_any(found[0], sub.inner):
                self._remove(node, key, found[0], pointer)
        elif found:
            self.write(value, sub.inner, found[0], pointer, value)
        elif value is not None:
            self._create(value, step, node, key, sub.inner, pointer)

    def _create(
        self, value: Mapping[str, Any], step: Step, node: Any, key: Any, inner: Step, pointer: str, many: bool = False
    ) -> None:
        if inner.own is not None:
            assert isinstance(inner.own.codec, Codec)
            own = pick(value, inner.own.model.split("."))
            self._write_scalar(own, step, node, key, inner.own, inner.own.codec, [], pointer, many)
            return
        made = self.syntax.detached(key)
        mark = len(self.wrote)
        if self.syntax.places_first:
            self.syntax.insert(node, key, made, step.order, many)
            self.write(value, inner, made, pointer, value)
        else:
            self.write(value, inner, made, pointer, value)
            self.syntax.insert(node, key, made, step.order, many)
        if len(self.wrote) == mark:
            self.wrote.append(Wrote(pointer, node, key, made, 1, "created", "item"))

    def reads_any(self, node: Any, inner: Step) -> bool:
        """Whether reading a node through a step gives any value at all."""
        probe: dict[str, Any] = {}
        reader = Reader(self.syntax)
        reader._read_item(None, None, node, inner, probe, "")
        return bool(reader.takes)

    def _write_items(
        self,
        data: Mapping[str, Any],
        step: Step,
        node: Any,
        key: Any,
        sub: Step,
        row: Repeat,
        found: list[Any],
        prefix: str,
    ) -> None:
        base = join(prefix, row.model)
        items = self._claim(data, sub.path, base, row.bind)
        if isinstance(row.rows, Codec):
            self._write_values(items, step, node, key, row.rows, found, base)
            return
        assert sub.inner is not None
        pairs, leftovers = self._align(items, found, sub.inner, row)
        last = max((index for index, (_, child) in enumerate(pairs) if child is not None), default=-1)
        for index, ((spot, item), child) in enumerate(pairs):
            pointer = f"{base}/{spot}"
            if child is None:
                self._create(item, step, node, key, sub.inner, pointer, True)
                if index < last:  # new nodes go in behind their like; this one belongs between them
                    self.syntax.settle(node, key, index)
            elif sub.inner.own is not None:
                assert isinstance(sub.inner.own.codec, Codec)
                own = pick(item, sub.inner.own.model.split("."))
                self._write_scalar(own, step, node, key, sub.inner.own, sub.inner.own.codec, [child], pointer)
            else:
                self.write(item, sub.inner, child, pointer, item)
        for child in leftovers:
            self._remove(node, key, child, base)

    def _claim(
        self, data: Mapping[str, Any], path: Sequence[str], base: str, bind: Mapping[str, object]
    ) -> list[tuple[int, Any]]:
        """The items of a list that this row may write: bound constants agree, no earlier row took them."""
        taken = self.claimed.setdefault(base, set())
        mine = [
            (spot, item)
            for spot, item in enumerate(pick(data, path) or ())
            if spot not in taken and all(item.get(name) == constant for name, constant in bind.items())
        ]
        taken.update(spot for spot, _ in mine)
        return mine

    def _align(
        self, items: list[tuple[int, Any]], found: list[Any], inner: Step, row: Repeat
    ) -> tuple[list[tuple[tuple[int, Any], Any]], list[Any]]:
        """Pair items with nodes: by position where the counts agree, else around the equal head and tail."""
        if len(items) == len(found) or not found:
            nodes: list[Any] = found or [None] * len(items)
            return list(zip(items, nodes, strict=True)), []
        decoded = [self._preview(child, inner, row) for child in found]
        wanted = [item for _, item in items]
        head = _common(wanted, decoded)
        tail = _common(wanted[head:][::-1], decoded[head:][::-1])
        middle_items = items[head : len(items) - tail]
        middle_nodes = found[head : len(found) - tail]
        shared = min(len(middle_items), len(middle_nodes))
        pairs = list(zip(items[:head], found[:head], strict=True))
        pairs += list(zip(middle_items[:shared], middle_nodes[:shared], strict=True))
        pairs += [(item, None) for item in middle_items[shared:]]
        if tail:
            pairs += list(zip(items[-tail:], found[-tail:], strict=True))
        return pairs, middle_nodes[shared:]

    def _preview(self, child: Any, inner: Step, row: Repeat) -> dict[str, Any]:
        item: dict[str, Any] = dict(row.bind)
        Reader(self.syntax)._read_item(None, None, child, inner, item, "")
        return item

    def _write_values(
        self,
        items: list[tuple[int, Any]],
        step: Step,
        node: Any,
        key: Any,
        codec: Codec,
        found: list[Any],
        base: str,
    ) -> None:
        readable = [child for child in found if self._decode(codec, child)[1]]
        row = Field("", ".", codec)
        for order, (spot, value) in enumerate(items):
            here = readable[order : order + 1]
            self._write_scalar(value, step, node, key, row, codec, here, f"{base}/{spot}", True)
        for child in readable[len(items) :]:
            self._remove(node, key, child, base)

    def _write_wild(self, data: Mapping[str, Any], step: Step, node: Any, prefix: str) -> None:
        """Items found by key: edit the node of each key, create the missing, remove what is gone."""
        row, depth = _keyed_below(step)
        inner = depth[-1][2].inner
        assert inner is not None
        base = join(prefix, row.model)
        wanted: dict[tuple[Any, ...], tuple[int, Any]] = {}
        for spot, item in self._keyable(data, row, base):
            labels = tuple(self.syntax.key(str(row.keys[name].encode(item[name]))) for name, _, _ in depth)
            if labels in wanted:  # a second item of one key is left to a row that lists items
                self.claimed[base].discard(spot)
            else:
                wanted[labels] = (spot, item)
        self._edit_keyed(step, node, (), wanted, base)

    def _keyable(self, data: Mapping[str, Any], row: Keyed, base: str) -> Iterator[tuple[int, Any]]:
        taken = self.claimed.setdefault(base, set())
        for spot, item in enumerate(pick(data, row.model.split(".")) or ()):
            agrees = all(item.get(name) == constant for name, constant in row.bind.items())
            if spot in taken or not agrees:
                continue
            if all(item.get(n) is not None and c.encode(item[n]) is not None for n, c in row.keys.items()):
                taken.add(spot)
                yield spot, item

    def _edit_keyed(
        self, step: Step, node: Any, path: tuple[Any, ...], wanted: dict[tuple[Any, ...], tuple[int, Any]], base: str
    ) -> None:
        assert step.wild is not None
        below = step.wild[2]
        present = {key: child for sub, key, child in self.syntax.match(node, step) if sub is None}
        ahead: dict[Any, None] = {}
        for labels in wanted:
            if labels[: len(path)] == path:
                ahead.setdefault(labels[len(path)])
        for key in ahead:
            here = (*path, key)
            child = present.get(key)
            if below.row is None:
                if child is None:
                    child = self.syntax.detached(key)
                    self.syntax.insert(node, key, child, step.order)
                self._edit_keyed(below, child, here, wanted, base)
                continue
            spot, item = wanted[here]
            assert below.inner is not None
            self._write_keyed_node(step, node, key, child, below.inner, item, f"{base}/{spot}")
        for key, child in present.items():
            gone = key not in ahead and below.row is not None and below.inner is not None
            if gone and below.inner is not None and self._reads(key, child, step, below.inner):
                self._remove(node, key, child, base)

    def _reads(self, key: Any, child: Any, step: Step, inner: Step) -> bool:
        assert step.wild is not None
        try:
            step.wild[1].decode(self.syntax.label(key))
        except ValueError:
            return False
        return self.reads_any(child, inner)

    def _write_keyed_node(
        self, step: Step, node: Any, key: Any, child: Any, inner: Step, item: Mapping[str, Any], pointer: str
    ) -> None:
        if inner.own is not None:
            assert isinstance(inner.own.codec, Codec)
            own = pick(item, inner.own.model.split("."))
            found = [] if child is None else [child]
            self._write_scalar(own, step, node, key, inner.own, inner.own.codec, found, pointer)
        elif child is None:
            self._create(item, step, node, key, inner, pointer)
        else:
            self.write(item, inner, child, pointer, item)


def _common(left: Sequence[Any], right: Sequence[Any]) -> int:
    count = 0
    for a, b in zip(left, right, strict=False):
        if not covers(a, b):
            break
        count += 1
    return count


def covers(model: Any, read: Any) -> bool:
    """Whether plain model data equals what was read, where absent, None and empty lists are one."""
    if isinstance(model, Mapping) and isinstance(read, Mapping):
        names = set(model) | set(read)
        return all(covers(model.get(name), read.get(name)) for name in names if name != "raw")
    if isinstance(model, (list, tuple)) and isinstance(read, (list, tuple)):
        return len(model) == len(read) and all(covers(a, b) for a, b in zip(model, read, strict=True))
    if model in (None, (), []) and read in (None, (), []):
        return True
    return bool(model == read)


def _keyed_below(step: Step) -> tuple[Keyed, list[tuple[str, Codec, Step]]]:
    depth: list[tuple[str, Codec, Step]] = []
    while step.wild is not None:
        depth.append(step.wild)
        step = step.wild[2]
    assert isinstance(step.row, Keyed)
    return step.row, depth


@dataclass(slots=True)
class HookWriter:
    """What a hook may do while writing: see the data and the present nodes, write through tables."""

    writer: Writer
    data: Mapping[str, Any]
    step: Step
    node: Any
    key: Any
    found: list[Any]
    prefix: str

    def create(self, value: Mapping[str, Any], table: Table, pointer: str) -> None:
        """Add a node at this row's place, filled from ``value`` through a table."""
        inner = compile_table(table, self.writer.syntax)
        self.writer._create(value, self.step, self.node, self.key, inner, pointer, True)

    def edit(self, value: Mapping[str, Any], table: Table, child: Any, pointer: str) -> None:
        """Edit a present node through a table."""
        inner = compile_table(table, self.writer.syntax)
        self.writer.write(value, inner, child, pointer, value)

    def fill(self, value: Mapping[str, Any], table: Table, node: Any, pointer: str) -> None:
        """Write through a table into a node that the hook made and placed itself."""
        inner = compile_table(table, self.writer.syntax)
        self.writer.write(value, inner, node, pointer, value)

    def note(self, pointer: str, node: Any, key: Any, how: str = "created", parent: Any = None) -> None:
        """Record that a model value reached a node that the hook wrote itself, below ``parent`` or its own node."""
        leaves = self.writer.syntax.count(node)
        holder = self.node if parent is None else parent
        self.writer.wrote.append(Wrote(pointer, holder, key, node, leaves, how, "hook"))

    def remove(self, child: Any, pointer: str) -> None:
        """Remove a present node."""
        self.writer._remove(self.node, self.key, child, pointer)
