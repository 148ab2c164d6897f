"""Two inputs compared dataset by dataset. One side waits on disk: memory holds one pair at a time."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from crosswalk.core.errors import InputError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.formats.steps import Rest
from crosswalk.model.comparison import Difference, compare_models, spot_of
from crosswalk.model.process import Process
from crosswalk.model.walk import leaves
from crosswalk.pipeline.reading import Package
from crosswalk.pipeline.shelf import Shelf, identity_key

Residue = tuple[tuple[str, str], ...]
"""Path without positions (of the file, or of the model for what could not be read) and text of values that the model
does not hold."""
Entry = tuple[BaseModel, Residue]
Unread = Counter[tuple[str, str]]
"""Names and digests of files that cannot be read."""

_POSITIONS = re.compile(r"\[\d+\]|/\d+(?=/|$)")
_LAYOUT = re.compile(r"(?:(?:comment|processing-instruction)\(\)(?:\[\d+\])?|/@xmlns(?::[^/]*)?)$")


@dataclass
class Comparison:
    """A summary of what was compared, complete once all differences are taken."""

    counts: Counter[str] = field(default_factory=Counter)
    """Datasets that are ``equal``, ``different``, ``only_left``, ``only_right``; of the pairs, how many stand in an
    ``other_version`` on each side."""
    findings: list[Finding] = field(default_factory=list)
    """Files that cannot be read, values that were not compared."""
    beyond: Counter[str] = field(default_factory=Counter)
    """Values outside the model, by side, that two formats spell each in its own way."""


def compare_packages(
    left: Package, right: Package, done: Comparison, *, spelling: bool = False
) -> Iterator[Difference]:
    """The differences of two inputs: datasets are paired by kind, UUID and version, else by kind and UUID, and
    where each side holds one dataset, as they are.

    Values that the model does not hold, such as extensions and malformed numbers, are compared by path and text within
    one format, and counted (XW-W001) across formats. A file that cannot be read on one side only, or that differs, is a
    difference as well. Raises InputError (XW-I003) where a side holds no dataset.
    """
    alike = left.detection.format == right.detection.format
    sight = _Sight(done, spelling=spelling, residue=alike)
    unread: tuple[Unread, Unread] = (Counter(), Counter())
    totals = Counter[str]()
    with Shelf() as shelf:
        for model, residue in _entries(right, done, unread[1], alike=alike):
            totals["right"] += 1
            shelf.put("right", model, residue)
        for model, residue in _entries(left, done, unread[0], alike=alike):
            totals["left"] += 1
            if (partner := shelf.take(model)) is not None:
                yield from sight.compare((model, residue), partner)
            else:
                shelf.put("left", model, residue)
        rest = shelf.rest()
        if totals["left"] == totals["right"] == 1:
            rest = _single(rest)
        for first, second in rest:
            yield from sight.compare(first, second)
    yield from _unread_differences(*unread)
    if done.beyond:
        done.findings.append(finding("XW-W001", left=done.beyond["left"], right=done.beyond["right"]))


def _single(rest: Iterable[tuple[Entry | None, Entry | None]]) -> Iterator[tuple[Entry | None, Entry | None]]:
    """One dataset on each side: they are what is to be compared, whatever they are called."""
    sides = list(rest)
    if sides:
        lefts, rights = ([pair[n] for pair in sides if pair[n] is not None] for n in (0, 1))
        yield lefts[0], rights[0]


@dataclass(frozen=True)
class _Sight:
    """What a comparison looks at, and where it notes what it saw."""

    done: Comparison
    spelling: bool
    residue: bool

    def compare(self, left: Entry | None, right: Entry | None) -> Iterator[Difference]:
        """The differences of a pair; None stands for the dataset that a side lacks."""
        counts = self.done.counts
        if left is None or right is None:
            counts["only_right" if left is None else "only_left"] += 1
            yield from compare_models(left[0] if left else None, right[0] if right else None)
            return
        if identity_key(left[0])[1] != identity_key(right[0])[1]:
            counts["other_version"] += 1
        found = False
        for difference in (*compare_models(left[0], right[0], spelling=self.spelling), *self._residue(left, right)):
            found = True
            yield difference
        counts["different" if found else "equal"] += 1

    def _residue(self, left: Entry, right: Entry) -> Iterator[Difference]:
        if left[1] == right[1]:
            return
        if not self.residue:
            self.done.beyond.update(left=len(left[1]), right=len(right[1]))
            return
        spot = spot_of(left[0], right[0])
        firsts, seconds = _by_path(left[1], right[1]), _by_path(right[1], left[1])
        for path in dict.fromkeys([*firsts, *seconds]):
            mine, yours = firsts.get(path, []), seconds.get(path, [])
            for turn in range(max(len(mine), len(yours))):
                texts = [side[turn] if turn < len(side) else None for side in (mine, yours)]
                yield replace(spot, pointer=path).differs(texts[0], texts[1])


def _by_path(some: Residue, other: Residue) -> dict[str, list[str]]:
    """What only the first has, by path."""
    found: dict[str, list[str]] = {}
    for (path, text), count in (Counter(some) - Counter(other)).items():
        found.setdefault(path, []).extend([text] * count)
    return found


def _entries(package: Package, done: Comparison, unread: Unread, *, alike: bool) -> Iterator[Entry]:
    empty = True
    for part in package.stream():
        if isinstance(part, Document):
            empty = False
            model, residue = part.model, tuple(_residue_of(part))
            if not alike and isinstance(model, Process):
                model, beside = _without_resolved(model)
                residue += beside
            yield model, residue
        elif part.finding is not None:
            done.findings.append(part.finding)
            unread[part.name, hashlib.sha256(part.read()).hexdigest()] += 1
    if empty:
        raise InputError("XW-I003", Place(file=package.source.file), format=package.detection.format)


def _without_resolved(process: Process) -> tuple[Process, Residue]:
    """A process without what a server says of its flows beside the references to them, and that as residue.

    Packages hold it in the flow datasets (soda4LCA JSON and ILCD+EPD).
    """
    beside = [
        (f"exchanges/resolved/{_POSITIONS.sub('', path)}", str(value))
        for exchange in process.exchanges
        if exchange.resolved is not None
        for path, value in leaves(exchange.resolved)
    ]
    if not beside:
        return process, ()
    exchanges = tuple(exchange.model_copy(update={"resolved": None}) for exchange in process.exchanges)
    return process.model_copy(update={"exchanges": exchanges}), tuple(beside)


def _residue_of(document: Document) -> Iterator[tuple[str, str]]:
    """What no row took: neither marks of the format, empty parts, comments nor prefixes."""
    for rest in document.reading.rest:
        if rest.key not in document.ignorable and not document.syntax.is_empty(rest.node):
            for path, text in _leaves_of(document, rest):
                if not _LAYOUT.search(path):
                    yield _POSITIONS.sub("", path), text


def _leaves_of(document: Document, rest: Rest) -> Iterator[tuple[str, str]]:
    place = rest.pointer or document.place_of(rest.parent, rest.key, rest.node).pointer or ""
    if isinstance(rest.node, str):
        yield place, rest.node
        return
    for path, text in document.syntax.leaves(rest.node):
        absolute = path if path.startswith(place) else place + path
        yield rest.pointer or absolute, text


def _unread_differences(left: Unread, right: Unread) -> Iterator[Difference]:
    firsts, seconds = dict((left - right).keys()), dict((right - left).keys())
    for name in dict.fromkeys([*firsts, *seconds]):
        digests = [f"sha256:{side[name]}" if name in side else None for side in (firsts, seconds)]
        yield Difference(f"file {name}", "", digests[0], digests[1])
