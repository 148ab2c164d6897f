"""Every source leaf's fate and every target leaf's origin, from what get, bridge and put recorded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from crosswalk.bridge.crossing import Key, Link
from crosswalk.core.findings import Entry, Fate, Finding, Ledger, Origin
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document, Draft
from crosswalk.formats.steps import Rest
from crosswalk.formats.transcoding import Transcript
from crosswalk.model.base import identified
from crosswalk.pipeline.disclosure import is_disclosed
from crosswalk.repair import Repair


class Ends:
    """Links by the pointer at one end, found by it, by what holds it, or by what it holds."""

    def __init__(self) -> None:
        self.exact: dict[str, list[Link]] = defaultdict(list)
        self.below: dict[str, list[Link]] = defaultdict(list)

    def add(self, pointer: str, link: Link) -> None:
        """File a link."""
        self.exact[pointer].append(link)
        for holder in _holders(pointer):
            self.below[holder].append(link)

    def near(self, pointer: str) -> Iterator[tuple[Link, str]]:
        """The links of a pointer, of what holds it, or of its parts; with the rest of the pointer for deep ones."""
        for name in (pointer, *_holders(pointer), ""):
            if name in self.exact:
                rest = pointer[len(name) :].lstrip("/")
                return ((link, rest if link.deep else "") for link in self.exact[name])
        return ((link, "") for link in self.below.get(pointer, ()))


@lru_cache(maxsize=4096)
def _holders(pointer: str) -> tuple[str, ...]:
    """The pointers of everything around a value, innermost first."""
    holder = pointer.rpartition("/")[0]
    return (holder, *_holders(holder)) if "/" in pointer else ()


@dataclass
class Route:
    """What happened between reading and writing: links by source value and by target value.

    ``identity`` is true where source and target share the model, so that a pointer is its own link.
    """

    identity: bool
    links: Sequence[Link] = ()
    forward: Mapping[Key, Ends] = field(default_factory=dict)
    backward: Mapping[Key, Ends] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Iterable[Link]) -> Route:
        """A route along the links of a bridge."""
        found = tuple(links)
        forward: dict[Key, Ends] = defaultdict(Ends)
        backward: dict[Key, Ends] = defaultdict(Ends)
        for link in found:
            forward[link.source[0]].add(link.source[1], link)
            backward[link.target[0]].add(link.target[1], link)
        return cls(False, found, forward, backward)

    def leading(self, key: Key, pointer: str) -> Iterator[tuple[Link, str]]:
        """Links from a source value: its own, its owner's, or those of its parts; and where each leads to."""
        ends = self.forward.get(key)
        for link, rest in ends.near(pointer) if ends is not None else ():
            yield link, _below(link.target[1], rest)

    def arriving(self, key: Key, pointer: str) -> Iterator[tuple[Link, str]]:
        """Links to a target value: its own, its owner's, or those of its parts; and where each comes from."""
        ends = self.backward.get(key)
        for link, rest in ends.near(pointer) if ends is not None else ():
            yield link, _below(link.source[1], rest)


def _below(pointer: str, rest: str) -> str:
    return f"{pointer}/{rest}" if pointer and rest else pointer or rest


@dataclass(slots=True)
class Written:
    """Model pointers that reached an output, and everything that holds one of them."""

    exact: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, pointers: Iterable[str]) -> Written:
        """Pointers noted."""
        found = cls()
        for pointer in pointers:
            found.add(pointer)
        return found

    def add(self, pointer: str) -> None:
        """Note a pointer."""
        if pointer not in self.exact:
            self.exact.add(pointer)
            self.holders.add("")
            for holder in _holders(pointer):
                if holder in self.holders:
                    break  # and so is what holds it
                self.holders.add(holder)

    def __contains__(self, pointer: str) -> bool:
        """Whether a value, what holds it or a part of it was written."""
        if pointer in self.exact or pointer in self.holders:
            return True
        return any(name in self.exact for name in _holders(pointer))


NOWHERE = Written()
Changed = Mapping[str, tuple[Fate, str | None]]
"""Values that flow mapping changed, by model pointer: the fate of the old one, and the new one."""


def key_of(dataset: Document | Draft) -> Key:
    """The kind and UUID of a dataset; declarations without one have an empty UUID."""
    return dataset.kind, identified(dataset.model).uuid or ""


def enter_source(
    ledger: Ledger,
    document: Document,
    route: Route,
    written: Mapping[Key, Written],
    level: str,
    *,
    kept: bool,
    removed: Collection[str] = (),
    marked: Collection[str] = (),
    mapped: Changed = MappingProxyType({}),
    singly: bool = True,
) -> None:
    """Enter the fates of a document's leaves. ``kept``: the base tree travels on, and all in it but ``removed``.

    ``marked`` are pointers of what the target says of itself in place of what the source said, ``mapped`` those of
    what flow mapping changed.

    Without ``singly`` the leaves that were carried are summed up.
    """
    key = key_of(document)
    whole = written.get(key, NOWHERE) if route.identity and not singly else NOWHERE
    stamped = Written.of(marked)
    carried = 0
    ledger.count(leaves_in=document.leaves)
    for take in document.reading.takes:
        pointer = take.pointer
        if take.key in document.ignorable and take.parent is document.root:
            place = document.place_of(take.parent, take.key, take.node)
            ledger.enter([Entry(Fate.IGNORABLE, place, leaves=take.leaves, dataset=key[1])])
            continue
        if pointer in whole and pointer not in stamped and pointer not in mapped:
            carried += take.leaves
            continue
        fate, target = _fate(route, key, pointer, written)
        if fate is Fate.CARRIED and pointer in stamped:
            fate = Fate.CONVERTED
        hidden = not is_disclosed(document.kind, pointer, level)
        after = None
        if pointer in mapped and not hidden and (fate is not Fate.DROPPED or route.identity):
            fate, after = mapped[pointer]
        if fate is Fate.DROPPED and kept and pointer not in removed:
            fate = Fate.KEPT  # no row of the target's table was there for it, and it stands where it was
        if hidden and fate is Fate.DROPPED:
            fate = Fate.WITHHELD
        text, after = (None, None) if hidden else (_text(document, take.node), after)
        place = document.place_of(take.parent, take.key, take.node)
        ledger.enter([Entry(fate, place, target, text, after, key[1], take.leaves)])
    if carried:
        ledger.enter([Entry(Fate.CARRIED, document.place, dataset=key[1], leaves=carried)])
    for rest in document.reading.rest:
        place = document.place_of(rest.parent, rest.key, rest.node)
        left = Fate.KEPT if kept else Fate.DROPPED
        fate = Fate.IGNORABLE if rest.key in document.ignorable else left
        text = _text(document, rest.node) if level == "internal" else None
        ledger.enter([Entry(fate, place, None, text, dataset=key[1], leaves=rest.leaves)])
    for text in document.prologue:
        fate = Fate.KEPT if kept else Fate.DROPPED
        ledger.enter([Entry(fate, document.place, None, text, dataset=key[1])])


def _text(document: Document, node: object) -> str | None:
    if (pair := document.syntax.pair(node)) is not None:
        return pair[1]
    text = document.syntax.scalar(node)
    return None if text is None else str(text)


def _fate(route: Route, key: Key, pointer: str, written: Mapping[Key, Written]) -> tuple[Fate, Place | None]:
    if route.identity:
        hit = pointer in written.get(key, NOWHERE)
        return (Fate.CARRIED, Place(pointer=pointer)) if hit else (Fate.DROPPED, None)
    for link, target in route.leading(key, pointer):
        if target in written.get(link.target[0], NOWHERE):
            return link.fate, Place(member=link.target[0][1], pointer=target)
    return Fate.DROPPED, None


@dataclass(frozen=True, slots=True)
class Left:
    """Source leaves that no row took: where, what they say, how many, and how to find them while the tree stands."""

    place: Place
    text: str | None
    leaves: int


@dataclass(frozen=True, slots=True)
class Noted:
    """The account of a document before anything is edited."""

    leaves: int
    """Counted by the carrier, independently of the table."""
    taken: int
    layout: int
    kept: tuple[Left, ...]
    lost: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """Repairs of one dataset and answers to it, and how many leaves no longer stand as they did, before and after."""

    repairs: tuple[Repair, ...] = ()
    gone: int = 0
    new: int = 0
    answered: int = 0
    """Leaves that answers put in."""
    mapped: tuple[Entry, ...] = ()
    """What became of the leaves that flow mapping changed."""
    relinked: int = 0
    """Leaves that flow mapping wrote."""


def note_source(document: Document, transcript: Transcript, *, singly: bool = True) -> Noted:
    """The fates that a document's leaves have if its tree is moved as it is; places are those of the untouched tree.

    Without ``singly`` the leaves that no row took are summed up: to find the place of each costs more than to read it.
    """
    gather = _left_singly if singly else _left_in_all
    return Noted(
        document.leaves,
        transcript.taken,
        transcript.layout,
        gather(document, transcript.kept),
        gather(document, transcript.lost),
    )


def _left_singly(document: Document, residue: Sequence[Rest]) -> tuple[Left, ...]:
    return tuple(
        Left(document.place_of(rest.parent, rest.key, rest.node), _text(document, rest.node), rest.leaves)
        for rest in residue
    )


def _left_in_all(document: Document, residue: Sequence[Rest]) -> tuple[Left, ...]:
    return (Left(document.place, None, sum(rest.leaves for rest in residue)),) if residue else ()


def enter_moved(
    ledger: Ledger,
    document: Document,
    draft: Draft,
    again: Document,
    noted: Noted | None,
    mended: Mended,
    *,
    sidecar: bool,
) -> None:
    """Enter both sides of a dataset whose tree was moved as a whole.

    What the target cannot hold is kept where the format is the same or a sidecar travels along, else dropped.
    """
    assert draft.transcript is not None
    source = noted or note_source(document, draft.transcript, singly=ledger.singly)
    uuid = key_of(document)[1]
    beyond = Fate.KEPT if sidecar or draft.format == document.format else Fate.DROPPED
    ledger.count(source.leaves, again.leaves)
    if source.layout:
        ledger.enter([Entry(Fate.IGNORABLE, document.place, dataset=uuid, leaves=source.layout)])
    _enter_mended(ledger, document, mended, uuid)
    from_kept = min(mended.gone, sum(left.leaves for left in source.kept))
    ledger.enter(mended.mapped)
    gone = mended.gone - from_kept + sum(entry.leaves for entry in mended.mapped)
    _enter_carried(ledger, document, source.taken - gone, uuid, whole=not mended.repairs and not mended.mapped)
    for left in source.kept:
        used = min(from_kept, left.leaves)
        from_kept -= used
        _enter_left(ledger, left, Fate.KEPT, uuid, left.leaves - used)
    for left in source.lost:
        _enter_left(ledger, left, beyond, uuid, left.leaves)
    for text in document.prologue:
        ledger.enter([Entry(beyond, document.place, None, text, dataset=uuid)])
    _enter_out(ledger, draft, again, mended, uuid)


def enter_inferred(ledger: Ledger, draft: Draft, again: Document) -> None:
    """Enter a dataset that was made of what others say of it."""
    assert draft.transcript is not None
    marks, place = draft.transcript.marks, Place(member=draft.member)
    ledger.count(leaves_out=again.leaves)
    ledger.enter(
        [
            Entry(Origin.INFERRED, target=place, leaves=draft.transcript.written + draft.transcript.kept_written),
            Entry(Origin.DEFAULTED, target=place, leaves=marks),
        ]
    )


def _enter_mended(ledger: Ledger, document: Document, mended: Mended, uuid: str) -> None:
    """Enter the source leaves that repairs changed: a line a repair, the leaves that went along with them in one."""
    changed = [repair for repair in mended.repairs if repair.before is not None][: mended.gone]
    for repair in changed:
        place = repair.place.within(document.place.file, document.place.member)
        ledger.enter([Entry(Fate.CONVERTED, place, text=repair.before, after=repair.after, dataset=uuid)])
    if mended.gone > len(changed):
        ledger.enter([Entry(Fate.CONVERTED, document.place, dataset=uuid, leaves=mended.gone - len(changed))])


def _enter_carried(ledger: Ledger, document: Document, leaves: int, uuid: str, *, whole: bool) -> None:
    takes = document.reading.takes if ledger.detail and whole else ()
    if not takes or sum(take.leaves for take in takes) != leaves:
        ledger.enter([Entry(Fate.CARRIED, document.place, dataset=uuid, leaves=leaves)])
        return
    for take in takes:
        place, text = document.place_of(take.parent, take.key, take.node), _text(document, take.node)
        ledger.enter([Entry(Fate.CARRIED, place, Place(pointer=take.pointer), text, dataset=uuid, leaves=take.leaves)])


def _enter_left(ledger: Ledger, left: Left, fate: Fate, uuid: str, leaves: int) -> None:
    if leaves:
        ledger.enter([Entry(fate, left.place, None, left.text, dataset=uuid, leaves=leaves)])


def _enter_out(ledger: Ledger, draft: Draft, again: Document, mended: Mended, uuid: str) -> None:
    transcript = draft.transcript
    assert transcript is not None
    place = Place(member=draft.member)
    changed = min(mended.new, transcript.written - mended.answered - mended.relinked) + mended.relinked
    for origin, leaves in (
        (Origin.CARRIED, transcript.written - changed - mended.answered),
        (Origin.TRANSFORMED, changed),
        (Origin.ANSWERED, mended.answered),
        (Origin.RESTORED, transcript.kept_written + len(again.prologue)),
        (Origin.DEFAULTED, transcript.marks),
    ):
        if leaves:
            ledger.enter([Entry(origin, target=place, dataset=uuid, leaves=leaves)])


def enter_target(
    ledger: Ledger,
    draft: Draft,
    route: Route,
    again: Document,
    *,
    singly: bool = True,
    mapped: Mapping[Key, Changed] = MappingProxyType({}),
) -> None:
    """Enter the origins of a draft's leaves, as ``again``, the output read back, holds them.

    What a base brought and put left alone is restored; the format's own marks are defaulted.
    Without ``singly`` the leaves of one origin are summed up. ``mapped`` tells what flow mapping changed in the
    sources, where the datasets of the target are others.
    """
    leaves = again.leaves
    assert draft.writing is not None
    named = sum(entry.leaves for entry in draft.writing.wrote)
    constants = 0 if draft.based else again.layout_leaves
    restored = leaves - named if draft.based else 0
    key = key_of(draft)
    ledger.count(leaves_out=leaves)
    if constants:
        ledger.enter([Entry(Origin.DEFAULTED, target=Place(member=draft.member), leaves=constants)])
    if restored:
        ledger.enter([Entry(Origin.RESTORED, target=Place(member=draft.member), leaves=restored)])
    if not singly and route.identity:
        _enter_origins(ledger, draft, key[1])
        return
    stamped = Written.of(draft.marked)
    for wrote in draft.writing.wrote:
        place = Place(member=draft.member, pointer=wrote.pointer)
        origin, source = _origin(route, key, wrote.pointer, mapped)
        if wrote.pointer in draft.mapped:
            origin = Origin.TRANSFORMED
        if wrote.pointer in stamped:
            origin, source = Origin.DEFAULTED, None
        if wrote.pointer in draft.answered:
            origin, source = Origin.ANSWERED, None
        ledger.enter([Entry(origin, source, place, dataset=key[1], leaves=wrote.leaves)])


def _enter_origins(ledger: Ledger, draft: Draft, uuid: str) -> None:
    """Enter one entry for each origin of what put brought to a dataset that kept its pointers."""
    assert draft.writing is not None
    sums: Counter[Origin] = Counter()
    stamped = Written.of(draft.marked)
    for wrote in draft.writing.wrote:
        origin = Origin.TRANSFORMED if wrote.pointer in draft.mapped else Origin.CARRIED
        origin = Origin.DEFAULTED if wrote.pointer in stamped else origin
        sums[Origin.ANSWERED if wrote.pointer in draft.answered else origin] += wrote.leaves
    place = Place(member=draft.member)
    ledger.enter([Entry(origin, target=place, dataset=uuid, leaves=leaves) for origin, leaves in sums.items()])


def _origin(route: Route, key: Key, pointer: str, mapped: Mapping[Key, Changed]) -> tuple[Origin, Place | None]:
    if route.identity:
        origin = Origin.TRANSFORMED if pointer in mapped.get(key, ()) else Origin.CARRIED
        return origin, Place(pointer=pointer)
    first = next(route.arriving(key, pointer), None)
    if first is None:
        return Origin.INFERRED, None
    link, source = first
    origin = Origin.CARRIED if link.fate in (Fate.CARRIED, Fate.RENAMED, Fate.KEPT) else Origin.TRANSFORMED
    if source in mapped.get(link.source[0], ()):
        origin = Origin.TRANSFORMED
    return origin, Place(pointer=source)


def written_pointers(drafts: Iterable[Draft]) -> dict[Key, Written]:
    """Model pointers that put brought to each dataset of the output."""
    found: dict[Key, Written] = {}
    for draft in drafts:
        pointers = found.setdefault(key_of(draft), Written())
        for entry in draft.writing.wrote if draft.writing is not None else ():
            pointers.add(entry.pointer)
    return found


def masked(findings: Iterable[Finding], documents: Iterable[Document], level: str) -> list[Finding]:
    """Findings about what leaves; those about withheld content are counted in one, as severe as the worst."""
    if level == "internal":
        return list(findings)
    open_places = {
        document.place_of(take.parent, take.key, take.node).pointer
        for document in documents
        for take in document.reading.takes
        if is_disclosed(document.kind, take.pointer, level)
    }
    shown = [found for found in findings if found.source is not None and found.source.pointer in open_places]
    hidden = [found for found in findings if found not in shown]
    if hidden:
        worst = max((found.severity for found in hidden), key=lambda severity: severity.rank)
        codes = sorted({found.code for found in hidden})
        shown.append(replace(finding("XW-P004", count=len(hidden), codes=codes), severity=worst))
    return shown


def losses(ledger: Ledger) -> Iterator[Finding]:
    """One finding for each kind of loss, with the first place and the number of leaves."""
    for fate, code in ((Fate.DROPPED, "XW-P001"), (Fate.KEPT, "XW-P002"), (Fate.WITHHELD, "XW-P003")):
        first = next((entry for entry in ledger.entries if entry.fate is fate), None)
        if first is not None:
            yield finding(code, source=first.source, count=ledger.fates[fate])
