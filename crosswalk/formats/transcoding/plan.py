"""Plans of transcoding: what stands where on the other side; and the transcript of one document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from crosswalk.carriers.json import JsonSyntax
from crosswalk.carriers.node import Syntax
from crosswalk.formats.spec import Codec, Field, Hook, Keyed, Repeat, Row, Table, Texts
from crosswalk.formats.steps import Rest

IDENTITY = ("identity.uuid", "identity.version")


@dataclass(slots=True)
class Link:
    """One part on the one side and its name on the other."""

    name: Any
    """None for an element that only the side that is read has around its parts."""
    order: int = 0
    below: Plan | None = None
    texts: bool = False
    scalar: bool = False
    many: bool = False
    decode: Callable[[Any], Any] | None = None
    """Tells whether a text can be read; None where every text can."""
    encode: Callable[[Any], Any] | None = None
    """How a value is spelled on the other side; None where its text is passed on."""
    model: str = ""
    wrap: tuple[Any, ...] = ()
    """Elements that only the other side has around the part."""


@dataclass(slots=True)
class Plan:
    """The parts of one level: by the key of the side that is read."""

    attributes: dict[Any, Link] = field(default_factory=dict)
    elements: dict[Any, Link] = field(default_factory=dict)

    def shelf(self, syntax: Syntax, name: str) -> dict[Any, Link]:
        """Attributes and own text are looked up apart from elements, where the carrier tells them apart."""
        return self.attributes if syntax.is_attribute(name) else self.elements


@dataclass(slots=True)
class Transcript:
    """A tree in the other carrier, and the account of both sides."""

    root: Any
    taken: int = 0
    """Source leaves that rows took."""
    written: int = 0
    """Target leaves that came of them."""
    kept: list[Rest] = field(default_factory=list)
    """Source leaves that no row took and the other side holds."""
    kept_written: int = 0
    lost: list[Rest] = field(default_factory=list)
    """Source leaves that the other side cannot hold."""
    layout: int = 0
    """Source leaves that say how to read the file."""
    marks: int = 0
    """Target leaves that are the format's own marks."""
    shaped: bool = True
    """Whether the other side holds the order and layout of the source as well."""
    identity: dict[str, str] = field(default_factory=dict)
    illegal: list[tuple[str, str]] = field(default_factory=list)
    """Texts with a character that the other carrier cannot hold, and the character."""

    @property
    def residue(self) -> list[Rest]:
        """Everything that no row took."""
        return [*self.kept, *self.lost]


@cache
def pair_tables(source: Table, source_syntax: Syntax, target: Table, target_syntax: Syntax) -> Plan:
    """The plan that leads from one table's tree to the other's. Cached: tables and syntaxes are immutable."""
    plan = Plan()
    rows = _by_model(source)
    for order, (key, row) in enumerate(_by_model(target).items()):
        if key in rows:
            _place(plan, rows[key], row, source_syntax, target_syntax, order)
    return plan


def _by_model(table: Table) -> dict[tuple[str, int], Row]:
    found: dict[tuple[str, int], Row] = {}
    for row in table.rows:
        if isinstance(row, (Hook, Keyed)):
            raise TypeError(f"only fields and lists can be transcoded: {row.native}")
        count = sum(1 for name, _ in found if name == row.model)
        found[row.model, count] = row
    return found


def _place(plan: Plan, row: Row, twin: Row, syntax: Syntax, twin_syntax: Syntax, order: int) -> None:
    """Put a row's link under each of its spellings; the twin's own spelling is what gets written."""
    assert isinstance(row, (Field, Repeat))
    there = twin.native.split("/")
    link = _link(row, twin, syntax, twin_syntax, order, there[-1])
    for spelling in (row.native, *(_other(row.native, name) for name in row.also)):
        here = spelling.split("/")
        if len(here) == len(there):
            _thread(plan, here, there, link, syntax, twin_syntax)
            continue
        pairs = enumerate(zip(here, there, strict=False))
        shared = next((n for n, pair in pairs if pair[0] != pair[1]), min(len(here), len(there)) - 1)
        steps, twins = here[shared:], there[shared:]
        if len(steps) < len(twins):  # an element around it on the other side only
            wrapped = replace(link, wrap=tuple(twin_syntax.key(name) for name in twins[:-1]))
            _thread(plan, [*here[:shared], steps[-1]], [*there[:shared], twins[-1]], wrapped, syntax, twin_syntax)
        else:  # an element around it on this side only
            _thread(plan, here, [*there[:shared], *([""] * (len(steps) - 1)), twins[-1]], link, syntax, twin_syntax)


def _thread(plan: Plan, here: list[str], there: list[str], link: Link, syntax: Syntax, twin_syntax: Syntax) -> None:
    """Lead to a link step by step; a step without a name on the other side is none there."""
    for step, other in zip(here[:-1], there[:-1], strict=True):
        name = twin_syntax.key(other) if other else None
        between = plan.shelf(syntax, step).setdefault(syntax.key(step), Link(name, link.order))
        between.below = plan = between.below or Plan()
    plan.shelf(syntax, here[-1])[syntax.key(here[-1])] = link


def _other(native: str, name: str) -> str:
    """The full path of another spelling of a row's last step."""
    holder = native.rpartition("/")[0]
    while name.startswith("../"):
        holder, name = holder.rpartition("/")[0], name[3:]
    return f"{holder}/{name}" if holder else name


def _link(row: Row, twin: Row, syntax: Syntax, twin_syntax: Syntax, order: int, name: str) -> Link:
    assert isinstance(row, (Field, Repeat))
    assert isinstance(twin, (Field, Repeat))
    link = Link(twin_syntax.key(name), order, many=isinstance(row, Repeat), model=row.model)
    codec = row.rows if isinstance(row, Repeat) else row.codec
    twin_codec = twin.rows if isinstance(twin, Repeat) else twin.codec
    if isinstance(codec, Table):
        assert isinstance(twin_codec, Table)
        own = codec.rows[0]
        if own.native == ".":
            assert isinstance(own, Field)
            codec, twin_codec = own.codec, twin_codec.rows[0].codec  # type: ignore[union-attr]
        else:
            link.below = pair_tables(codec, syntax, twin_codec, twin_syntax)
    link.texts = isinstance(codec, Texts)
    if isinstance(codec, Codec):
        assert isinstance(twin_codec, Codec)
        link.scalar = True
        link.decode = None if codec.free else codec.decode
        if twin_codec.bare and isinstance(twin_syntax, JsonSyntax):
            link.encode = twin_codec.encode
    return link
