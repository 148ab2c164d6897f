"""What formats hand over: sources that were opened once, documents that were read, drafts to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from crosswalk.carriers.node import Syntax
from crosswalk.carriers.sidecar import Held
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.findings import Fate, Finding
from crosswalk.core.messages import finding, reasons
from crosswalk.core.places import Place
from crosswalk.formats.engine import Reading, Rest, Take, Writing, get, put
from crosswalk.formats.spec import Card, Detection, Table
from crosswalk.formats.transcoding.plan import Transcript
from crosswalk.model.base import plain


@dataclass(frozen=True)
class Member:
    """One file of a source: its name inside the package (or its own name) and its bytes on demand."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Source:
    """An input, opened once: a file, a zip or a folder, as a stream of members."""

    file: str
    members: Callable[[], Iterator[Member]]
    container: str = "file"
    """``file``, ``zip`` or ``folder``."""

    @cached_property
    def peek(self) -> Peek:
        """What detection may look at, computed once."""
        return look(self)


@dataclass(frozen=True)
class Peek:
    """The first facts about an input: enough to tell formats apart without reading it whole."""

    file: str
    container: str
    names: tuple[str, ...]
    head: bytes = b""
    root: str | None = None
    """``{namespace}name`` of the XML root."""
    root_attributes: Mapping[str, str] = field(default_factory=dict)
    namespaces: frozenset[str] = frozenset()
    keys: tuple[str, ...] = ()
    """Top-level keys of a JSON object."""
    schema: str | None = None
    """The text of a top-level schema mark of a JSON object."""
    sheets: tuple[str, ...] = ()
    """Sheet names of a workbook."""
    samples: tuple[Peek, ...] = ()
    """Peeks at some members of a zip or folder."""


def look(source: Source) -> Peek:
    """Peek at a source. Raises InputError subclasses for what cannot be opened."""
    from crosswalk.formats.peeking import peek  # peeking knows the carriers

    return peek(source)


@dataclass(frozen=True)
class Attachment:
    """A file of a package that is no dataset: a document, a list, a manifest, or a dataset that cannot be read.

    It travels along where the target is a package of the same family; ``finding`` says why it is not a dataset.
    """

    name: str
    read: Callable[[], bytes]
    finding: Finding | None = None


def unreadable(problem: CrosswalkError, member: Member, *, alone: bool) -> Attachment:
    """A member that cannot be read, with the reason; raises the problem where it is the whole input."""
    if alone:
        raise problem
    found = finding("XW-S005", source=problem.place, code=problem.code, **reasons(problem))
    return Attachment(member.name, member.read, found)


@dataclass(frozen=True)
class Opened:
    """A member that was parsed: what the parser made of it, its bytes and its place."""

    value: Any
    data: bytes
    place: Place


def opened(source: Source, member: Member, parse: Callable[[bytes, str], Any]) -> Opened | Attachment:
    """A member parsed, or an attachment with the reason why not; raises the problem where it is the whole input."""
    alone = source.container == "file"
    place = Place(file=source.file, member=None if alone else member.name)
    data = member.read()
    try:
        return Opened(parse(data, source.file), data, place)
    except CrosswalkError as problem:
        return unreadable(problem.at(source.file, place.member), member, alone=alone)


@dataclass
class Document:
    """One dataset: its tree, and what the table reads from it, once somebody asks."""

    format: str
    kind: str
    root: Any
    syntax: Syntax
    table: Table
    model_type: type[BaseModel]
    place: Place = field(default_factory=Place)
    version: str | None = None
    ignorable: frozenset[str] = frozenset()
    """Keys that the format declares to be layout, such as schema locations."""
    prologue: tuple[str, ...] = ()
    """Comments and processing instructions outside the root: kept leaves."""
    prepare: Callable[[Document, Reading], list[Finding]] | None = None
    """May complete the data before the model is built (digests of named files, repeated keys)."""
    data: bytes | None = None
    """The bytes that the tree was parsed from, where a sidecar may want them."""
    outer: Any = None
    """What wraps the root: a platform's envelope."""

    @cached_property
    def _outcome(self) -> tuple[Reading, BaseModel, list[Finding]]:
        """A value that the model refuses becomes residue with a finding: one bad value never hides the rest."""
        reading = get(self.root, self.table, self.syntax)
        findings = self.prepare(self, reading) if self.prepare is not None else []
        return reading, _build(reading, self.model_type), findings

    @property
    def reading(self) -> Reading:
        """What the table took from the tree, and the residue."""
        return self._outcome[0]

    @property
    def model(self) -> BaseModel:
        """The dataset as canonical data."""
        return self._outcome[1]

    @cached_property
    def findings(self) -> list[Finding]:
        """What is to be said of the dataset as it was read."""
        return [*self._outcome[2], *findings_of(self, self.reading.rest)]

    @cached_property
    def leaves(self) -> int:
        """Leaves of the source as the carrier counts them, independently of the table."""
        return self.syntax.count(self.root) + len(self.prologue)

    @cached_property
    def owners(self) -> Any:
        """What the syntax needs to tell places, made once."""
        return self.syntax.owners(self.root)

    def place_of(self, parent: Any, key: Any, node: Any) -> Place:
        """Where a node of this document stands."""
        return self.syntax.place(self.owners, parent, key, node).within(self.place.file, self.place.member)

    @property
    def layout_leaves(self) -> int:
        """Leaves that are the format's own marks: schema locations, headings and notes of a form."""
        return sum(rest.leaves for rest in self.reading.rest if rest.key in self.ignorable)

    def place_at(self, pointer: str) -> Place:
        """Where a model value was read: the first leaf taken for the pointer or for a part of it."""
        take = self._first_takes.get(pointer)
        return self.place if take is None else self.place_of(take.parent, take.key, take.node)

    @cached_property
    def _first_takes(self) -> Mapping[str, Take]:
        """The first leaf taken for each pointer, and for everything that holds it."""
        found: dict[str, Take] = {}
        for take in self.reading.takes:
            pointer = take.pointer
            while pointer and pointer not in found:
                found[pointer] = take
                pointer = pointer.rpartition("/")[0]
        return found


@dataclass
class Draft:
    """One dataset about to be written: a tree that put edited or created, or one that a sister format lent.

    ``writing`` is the account of put; ``transcript`` that of a tree that was moved as a whole.
    """

    format: str
    kind: str
    root: Any
    syntax: Syntax
    member: str
    model: BaseModel | None = None
    writing: Writing | None = None
    based: bool = False
    """Whether a base tree was edited."""
    findings: list[Finding] = field(default_factory=list)
    extras: dict[str, Any] = field(default_factory=dict)
    said: BaseModel | None = None
    """What the tree says of the model; less than the model where the format has no place for a part."""
    reread: Callable[[], BaseModel] | None = None
    """Reads what the tree says, where nobody has yet."""
    document: Document | None = None
    """The document whose tree was moved."""
    transcript: Transcript | None = None
    answered: frozenset[str] = frozenset()
    """Model pointers that come from answers, not from the source."""
    answers: tuple[object, ...] = ()
    """The answers that were about the dataset."""
    marked: frozenset[str] = frozenset()
    """Model pointers of what the format says of itself, such as its version, where the source says it otherwise."""
    mapped: Mapping[str, tuple[Fate, str | None]] = field(default_factory=dict)
    """Model pointers of what flow mapping changed: what became of the source's value, and the new one."""
    made: bool = False
    """Whether the tree is new, without a layout of its own."""

    @property
    def says(self) -> BaseModel:
        """What the output must read back as."""
        if self.said is None and self.reread is not None:
            self.said = self.reread()
        for model in (self.said, self.model):
            if model is not None:
                return model
        assert self.document is not None
        return self.document.model


@dataclass(frozen=True)
class Headline:
    """One of the values that a reader of the file looks at first, re-read by an independent checker."""

    name: str
    """Such as ``uuid``, ``total``, ``stage:manufacturing``, ``unit.amount``, ``unit.unit``, ``period``."""
    value: str
    said: str | None = None
    """The source's own characters of an intended value, such as ``1 000``, which a part left standing shows."""


class Format(Protocol):
    """What a format's module offers as ``FORMAT``. Third-party formats implement the same."""

    card: Card
    root: str
    """The folder of a package that holds the dataset folders; empty for none."""

    def detect(self, peek: Peek) -> Detection | None:
        """The claim on an input, or None."""
        ...

    def read(self, source: Source, options: Mapping[str, str]) -> Iterator[Document | Attachment]:
        """The datasets of a source and the files beside them, one by one."""
        ...

    def draft(self, model: BaseModel, kind: str, base: Document | None, options: Mapping[str, str]) -> Draft:
        """A tree for one dataset: the base edited, or a new one."""
        ...

    def render(self, drafts: Iterable[Draft], options: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """The files of an output: (name, bytes), one only for a single-document format."""
        ...

    def open(self, root: Any, kind: str) -> Document:
        """A tree of this format as a document."""
        ...

    def adopt(self, document: Document, held: Held | None, options: Mapping[str, str]) -> Draft | None:
        """A draft made of the tree of a document of the same family; None where there is no common tree.

        ``held`` is what a sidecar keeps of the dataset: its bytes in this format, from before it left it.
        """
        ...

    def required(self, model: BaseModel, kind: str) -> list[Finding]:
        """Missing parts of the format's minimum, as findings of kind ``missing``."""
        ...

    def headlines(self, files: Mapping[str, bytes]) -> list[Headline]:
        """Headline values re-read from output bytes, sharing no code with the tables."""
        ...

    def tables(self) -> Mapping[str, Table]:
        """The format's tables by dataset kind, for documentation and capability."""
        ...


def _build(reading: Reading, model_type: type[BaseModel]) -> BaseModel:
    for _ in range(100):
        try:
            return model_type.model_validate(reading.data)
        except ValidationError as problem:
            for error in problem.errors():
                _expel(reading, tuple(error["loc"]), error["msg"])
    raise AssertionError("a model refuses its own empty value")


def _expel(reading: Reading, where: tuple[int | str, ...], reason: str) -> None:
    """Take a refused value out of the data and turn its takes into residue."""
    holder: Any = reading.data
    path: list[int | str] = []
    for step in where:
        value = holder.get(step) if isinstance(holder, dict) else holder[step] if isinstance(step, int) else None
        path.append(step)
        if not isinstance(value, (dict, list)) or step == where[-1]:
            break
        holder = value
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
    elif isinstance(holder, list) and isinstance(path[-1], int):
        holder[path[-1]] = None
    pointer = "/".join(str(step) for step in path)
    moved = [take for take in reading.takes if take.pointer == pointer or take.pointer.startswith(pointer + "/")]
    for take in moved:
        reading.takes.remove(take)
        params = {"text": "", "reason": reason}
        reading.rest.append(
            Rest(take.parent, take.key, take.node, take.leaves, "malformed", pointer, "XW-S002", params)
        )


def findings_of(document: Document, residue: Iterable[Rest]) -> Iterator[Finding]:
    """What is to be said of residue: values that cannot be read, repeated elements, places that disagree."""
    for rest in residue:
        if rest.reason == "malformed":
            place = document.place_of(rest.parent, rest.key, rest.node)
            text = document.syntax.scalar(rest.node)
            code = rest.code or "XW-S002"
            params: dict[str, Any] = {"reason": rest.reason, **rest.params, "field": rest.pointer}
            yield finding(code, source=place, before=None if text is None else str(text), **params)
        elif rest.reason in ("conflict", "duplicate"):
            place = document.place_of(rest.parent, rest.key, rest.node)
            code = "XW-S003" if rest.reason == "conflict" else "XW-S004"
            yield finding(code, source=place, field=rest.pointer)


def draft_tree(
    model: BaseModel, table: Table, syntax: Syntax, root: Any, *, format: str, kind: str, member: str, based: bool
) -> Draft:
    """Put a model into a tree, new or edited."""
    writing = put(plain(model), table, syntax, root)
    draft = Draft(format, kind, root, syntax, member, model, writing, based)
    draft.reread = lambda: _build(get(root, table, syntax), type(model))
    return draft


def own_transcript(document: Document) -> Transcript:
    """The account of a document that stays in its format: every leaf is where it was."""
    reading = document.reading
    layout = [rest for rest in reading.rest if rest.key in document.ignorable]
    kept = [rest for rest in reading.rest if rest.key not in document.ignorable]
    taken, marks = sum(take.leaves for take in reading.takes), sum(rest.leaves for rest in layout)
    leaves = sum(rest.leaves for rest in kept)
    return Transcript(document.root, taken, taken, kept, leaves, [], marks, marks)
