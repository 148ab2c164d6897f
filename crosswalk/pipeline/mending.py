"""Repairs on the way through a conversion: made where asked, counted where not, and said in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crosswalk.carriers import xml
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.formats import load
from crosswalk.formats.documents import Document, Draft, Format
from crosswalk.formats.engine import put
from crosswalk.index import PackageIndex, facts_of, read_entries
from crosswalk.model.base import identified, plain
from crosswalk.pipeline.account import Mended
from crosswalk.repair import LEVELS, Repair, Surroundings, count_safe, note, repair, stubs

if TYPE_CHECKING:
    from crosswalk.pipeline.convert import Conversion

FAMILY = ("ilcd", "tidas")
"""The formats whose datasets the catalogue of repairs knows; it works on their XML."""


class Mender:
    """The repairs of one run."""

    def __init__(self, conversion: Conversion) -> None:
        options = conversion.request.options
        self.conversion = conversion
        self.level = options.get("repair", "off")
        if self.level not in LEVELS:
            raise UsageError("XW-U055", None, option="repair", value=self.level, known=", ".join(LEVELS))
        if options.get("locations", "") not in ("", "eu"):
            raise UsageError("XW-U055", None, option="locations", value=options["locations"], known="eu")
        if options.get("references", "") not in ("", "versioned"):
            raise UsageError("XW-U055", None, option="references", value=options["references"], known="versioned")
        self.versioned = options.get("references") == "versioned"
        self.active = self.level != "off" or self.versioned
        self.index = _index_of(conversion) if self.level == "listed" or self.versioned else None
        self.stubbed: set[str] = set()
        whole = conversion.package.source.container != "file"  # what a file by itself refers to lies elsewhere
        known = self._is_known if self.level == "listed" and whole else None
        self.around = Surroundings(locations=options.get("locations", ""), known=known)
        self.xml = load("ilcd")

    def _is_known(self, _kind: str, uuid: str) -> bool:
        """Whether the package holds a UUID, of whatever kind: a second dataset may not be given it."""
        assert self.index is not None
        return uuid in self.stubbed or self.index.holds(uuid)

    def close(self) -> None:
        """Give the temporary index back."""
        if self.index is not None:
            self.index.close()

    def survey(self, document: Document, draft: Draft) -> None:
        """Count what ``--repair safe`` would do to a dataset that is not repaired now."""
        tree = _xml_of(document, draft)
        if document.format in FAMILY and tree is not None:
            self.conversion.repairable += count_safe(tree, document.kind)

    def mend_source(self, document: Document) -> tuple[Document, Mended]:
        """A document of the repaired XML tree, with its new bytes; the given one where nothing was repaired."""
        mended = self._mend(document, document.root)
        if not mended.repairs:
            return document, mended
        return replace(document, data=xml.serialise(document.root.getroottree())), mended

    def mend_draft(self, document: Document, draft: Draft) -> Mended:
        """Repair the XML that a TIDAS document became."""
        return self._mend(document, draft.root)

    def mend_objects(self, document: Document, format_: Format) -> Draft | None:
        """Repair a TIDAS document that stays one: its XML is repaired, and what that changed is put onto the objects.

        None where nothing was to be repaired. Fields that only TIDAS has stay as they are.
        """
        kind = document.kind
        moved = self.xml.adopt(document, None, {})
        assert moved is not None
        if not self._mend(document, moved.root).repairs:
            return None
        _ = document.leaves, document.owners  # the account of the source is that of the objects before they are edited
        model = self.xml.open(moved.root, kind).model
        writing = put(plain(model), self.xml.tables()[kind], document.syntax, document.root)
        said = format_.open(document.root, kind).model
        member = document.place.member or ""
        draft = Draft(
            format_.card.id, kind, document.root, document.syntax, member, said, writing, based=True, document=document
        )
        draft.extras["outer"] = document.outer
        return draft

    def _mend(self, document: Document, root: Any) -> Mended:
        """Repair a tree, say so in it, and count the leaves that no longer stand as they did."""
        before = _leaves(root)
        made = repair(root, document.kind, self.level, self.around)
        note(root, (repaired.code for repaired in made))
        if self.versioned:
            made.extend(self._give_versions(root, document.kind))
        if not made:
            return Mended()
        self._say(document, made)
        after = _leaves(root)
        return Mended(tuple(made), (before - after).total(), (after - before).total())

    def _give_versions(self, root: Any, kind: str) -> Iterator[Repair]:
        """Give each reference without a version that of the dataset it means; others stay as they are."""
        assert self.index is not None
        syntax = self.xml.open(root, kind).syntax
        for node in root.iter():
            if not isinstance(node.tag, str) or node.get("refObjectId") is None or node.get("version") is not None:
                continue
            found = self.index.resolve((node.get("type") or "").removesuffix(" data set"), node.get("refObjectId"))
            version = found.version or _usual_version(node.get("refObjectId"))
            if version:
                place = syntax.place({}, node, xml.AttributeKey("version"), version)
                node.set("version", version)
                yield Repair("XW-P019", place, None, version)

    def _say(self, document: Document, made: list[Repair]) -> None:
        run = self.conversion
        run.repairs.update(repaired.code for repaired in made if repaired.code.startswith("XW-R"))
        run.ledger.find(*(_found(document, repaired) for repaired in made))

    def stubs(self, document: Document, draft: Draft) -> Iterator[Any]:
        """Trees of the flows that a process refers to and the package lacks, each once a run."""
        tree = _xml_of(document, draft)
        if self.level == "listed" and tree is not None:
            for uuid, root in stubs(tree, document.kind, self.around):
                self.stubbed.add(uuid)
                yield root


def _leaves(root: Any) -> Counter[tuple[str, str]]:
    """Every leaf of a tree by name and text, wherever it stands."""
    found: Counter[tuple[str, str]] = Counter()
    for node in root.iter():
        name, text, tail = str(node.tag), (node.text or "").strip(), (node.tail or "").strip()
        found.update(node.items() if isinstance(node.tag, str) else ())
        if text or not isinstance(node.tag, str) or not (node.attrib or len(node)):
            found[name, text] += 1
        if tail and node is not root:
            found["#tail", tail] += 1
    return found


def _xml_of(document: Document, draft: Draft) -> Any:
    """The XML tree of a dataset, on the side of the source or else of the target; None where both are JSON."""
    if isinstance(document.syntax, xml.XmlSyntax):
        return document.root
    return draft.root if isinstance(draft.syntax, xml.XmlSyntax) else None


def _index_of(conversion: Conversion) -> PackageIndex:
    """What the package holds, read before the run: a flow may come after the process that refers to it."""
    index = PackageIndex()
    for entry in read_entries(conversion.package.source):
        if entry.tree is not None:
            index.add(facts_of(entry.tree), entry.member)
    return index


def _usual_version(uuid: str) -> str:
    """The version of a dataset that every ILCD user has, from ``mappings/ilcd/datasets.csv``; empty for others."""
    return next((row["version"] for row in table("ilcd/datasets.csv") if row["uuid"] == uuid), "")


def _found(document: Document, repaired: Repair) -> Finding:
    place = repaired.place.within(document.place.file, document.place.member)
    uuid = identified(document.model).uuid or ""
    return finding(repaired.code, dataset=uuid, source=place, before=repaired.before, after=repaired.after)


def tell_repairable(conversion: Conversion) -> Iterator[Finding]:
    """What ``--repair safe`` would do, in one finding."""
    if conversion.repairable:
        place = Place(file=conversion.package.source.file)
        yield finding("XW-P018", source=place, count=conversion.repairable)
