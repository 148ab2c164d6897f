"""How a format is described: four kinds of row, one table for both directions, and the format's card.

A row ties a path in the canonical model to a path in the file::

    Field("name.base", "processInformation/dataSetInformation/name/baseName", texts)
    Repeat("exchanges", "exchanges/exchange", EXCHANGE)
    Keyed("results", "impacts/{method}/{indicator}/{stage}", {...}, CELL)
    Hook(("a.b", "a.c"), "some/element", read, write)

Model paths use dots, file paths use slashes; ``@x`` is an attribute, ``#text`` an element's own text,
``.`` the node itself. Tables hold no conditions: what a row cannot say is a Hook, plain Python on nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crosswalk.formats.reader import HookReader
    from crosswalk.formats.writer import HookWriter


class BadValue(ValueError):
    """A codec cannot read a text; carries the catalogue code of the finding."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Codec:
    """How one scalar is read from and written to text.

    ``decode`` raises BadValue (or ValueError) for what it cannot read; ``encode`` is its inverse.
    ``same`` tells whether two decoded values are equal, so that an untouched text is left alone.
    """

    name: str
    decode: Callable[[Any], Any]
    encode: Callable[[Any], Any]
    same: Callable[[Any, Any], bool] = field(default=lambda a, b: bool(a == b))
    free: bool = False
    """Whether every text can be read, as it stands."""
    bare: bool = False
    """Whether the text is written without quotes where the carrier knows numbers and truth values."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The codec of texts in several languages: a node each, in source order."""

    name: str = "texts"


texts = Texts()


@dataclass(frozen=True, slots=True)
class Field:
    """One value. With a Table as codec, one nested object.

    ``copy`` marks a second place that receives the same value: written always, and on reading
    compared with the first place, never overriding it. ``also`` lists other spellings, see Repeat.
    """

    model: str
    native: str
    codec: Codec | Texts | Table
    copy: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repeat:
    """A list: one node an item. ``rows`` is the item's table, or a codec where the item is a scalar.

    ``bind`` holds constants: set on every item read, and only items that agree are written.
    ``also`` lists other spellings of the native path's last step, read at the same place; one may hold
    slashes and begin with ``../``. Of several spellings in one node the first is read, and edited where it
    is; what is new gets the row's own spelling.
    """

    model: str
    native: str
    rows: Table | Codec
    bind: Mapping[str, object] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyed:
    """A list whose items are found by key: each ``{name}`` in the path is an item's key field."""

    model: str
    native: str
    keys: Mapping[str, Codec]
    rows: Table
    bind: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hook:
    """What a table should not say, as a pair of plain functions (40 lines at most each)."""

    model: tuple[str, ...]
    native: str
    read: Callable[[HookReader, Any], None]
    write: Callable[[HookWriter], None]


Row = Field | Repeat | Keyed | Hook


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows in the order in which the format's schema writes them."""

    rows: tuple[Row, ...]

    def __init__(self, *rows: Row) -> None:
        object.__setattr__(self, "rows", rows)

    def add(self, *rows: Row, after: str | None = None) -> Table:
        """A table with rows added at the end, or after the row with the native path ``after``."""
        if after is None:
            return Table(*self.rows, *rows)
        spot = self._index(after) + 1
        return Table(*self.rows[:spot], *rows, *self.rows[spot:])

    def replace(self, *rows: Row) -> Table:
        """A table in which each given row takes the place of the one with its native path."""
        news = {row.native: row for row in rows}
        for native in news:
            self._index(native)
        return Table(*(news.get(row.native, row) for row in self.rows))

    def drop(self, *natives: str) -> Table:
        """A table without the rows of the given native paths."""
        for native in natives:
            self._index(native)
        return Table(*(row for row in self.rows if row.native not in natives))

    def below(self, native: str) -> tuple[Row, ...]:
        """The rows moved below an element, for a place where another element stands around them."""
        return tuple(replace(row, native=f"{native}/{row.native}") for row in self.rows)

    def within(self, native: str, edit: Callable[[Table], Table]) -> Table:
        """A table in which the table nested in one row is edited."""
        row = self.rows[self._index(native)]
        nested = _nested(row)
        assert nested is not None, native
        if isinstance(row, Field):
            return self.replace(replace(row, codec=edit(nested)))
        assert isinstance(row, (Repeat, Keyed))
        return self.replace(replace(row, rows=edit(nested)))

    def respell(self, native: str, last: str) -> Table:
        """A table in which one row's last step is spelled otherwise, and the old spelling is read as well."""
        spot = self._index(native)
        row = self.rows[spot]
        assert isinstance(row, (Field, Repeat)), native
        parent, slash, old = native.rpartition("/")
        others = tuple(name for name in row.also if name != last)
        renamed = replace(row, native=f"{parent}{slash}{last}", also=(old, *others))
        return Table(*self.rows[:spot], renamed, *self.rows[spot + 1 :])

    def accept(self, native: str, *spellings: str) -> Table:
        """A table in which one row reads further spellings of its last step."""
        row = self.rows[self._index(native)]
        assert isinstance(row, (Field, Repeat)), native
        return self.replace(replace(row, also=(*row.also, *spellings)))

    def _index(self, native: str) -> int:
        for spot, row in enumerate(self.rows):
            if row.native == native:
                return spot
        raise KeyError(native)

    def walk(self, model: str = "", native: str = "") -> Iterable[tuple[str, str, Row]]:
        """Every row with its full paths, nested tables included (``[]`` marks a list)."""
        for row in self.rows:
            models = row.model if isinstance(row, Hook) else (row.model,)
            full_native = f"{native}/{row.native}" if native else row.native
            for path in models:
                full = f"{model}.{path}" if model and path else model or path
                nested = _nested(row)
                yield full, full_native, row
                if nested is not None:
                    mark = "" if isinstance(row, Field) else "[]"
                    yield from nested.walk(full + mark, full_native)


def _nested(row: Row) -> Table | None:
    if isinstance(row, Field) and isinstance(row.codec, Table):
        return row.codec
    if isinstance(row, (Repeat, Keyed)) and isinstance(row.rows, Table):
        return row.rows
    return None


@dataclass(frozen=True, slots=True)
class Detection:
    """A format's claim on an input: how sure it is and why."""

    format: str
    confidence: int
    version: str | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What the registry knows of a format without importing its tables."""

    id: str
    title_zh: str
    title_en: str
    family: str
    kinds: tuple[str, ...]
    versions: tuple[str, ...]
    suffixes: tuple[str, ...]
    module: str
    package: bool = False
    disclosure: str = "internal"
    edition: str = ""
    indexed: bool = False
    """Whether packages are trees of ILCD datasets, which are inspected and validated one by one."""
    stages: str = "gbt24067"
    """The life-cycle stages that its declarations stand in: of GB/T 24067, or modules of ``en15804``."""
