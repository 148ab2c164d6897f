"""Flows of ILCD packages and of TIDAS, which is the same tree in JSON: one reader, two carriers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crosswalk.carriers import json, xml
from crosswalk.carriers.text import first_character
from crosswalk.core.errors import CrosswalkError
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.tree import Node, Tree, XmlTree, first, kind_of_root, text_at
from crosswalk.formats.tidas.tree import JsonTree, dataset_of
from crosswalk.index.facts import VERSION, facts_of
from crosswalk.mapping.listed import ELEMENTARY, ListedFlow
from crosswalk.mapping.reading import members
from crosswalk.mapping.reading.found import Found, Raw, Remarks, Wish, split_synonyms, without_repeats
from crosswalk.mapping.reading.properties import Properties

FLOW, PROPERTY, GROUP = "flow", "flow property", "unit group"
HEAD = "flowInformation/dataSetInformation"
FOLDERS = ("flowpropert", "unitgroup")
"""What the folders of flow properties and unit groups are called by, in any spelling that was seen."""
ENGLISH = "en"
DEPTH = 6
"""Levels of a platform's records in which datasets are looked for."""


def open_ilcd(path: Path, _wish: Wish, remarks: Remarks) -> Raw:
    """Flows of an ILCD package: every one with its reference property's reference unit."""
    return Raw(_flows(path, remarks), family="ef")


def _flows(path: Path, remarks: Remarks) -> Iterator[Found]:
    known = _properties(path, remarks)
    for member in members.members(path):
        if _of_units(member.name) or (data := members.read(member, remarks)) is None:
            continue
        if b"flowDataSet" not in data:
            continue
        for tree in trees(data, member.name, remarks):
            if tree.kind == FLOW:
                yield Found(_flow(tree, known), member=member.name)
    known.close(remarks)


def _of_units(name: str) -> bool:
    """Whether a member lies in a folder of flow properties or unit groups."""
    folder = name.rpartition("/")[0].rpartition("/")[2].lower().replace("_", "").replace(" ", "")
    return folder.startswith(FOLDERS)


def _properties(path: Path, remarks: Remarks) -> Properties:
    """What the package says of quantities and units; where no folder is named after them, every file is asked."""
    known = Properties()
    for everywhere in (False, True):
        for member in members.members(path):
            if not everywhere and not _of_units(member.name):
                continue
            data = members.read(member, remarks)
            if data is not None and (b"flowPropertyDataSet" in data or b"unitGroupDataSet" in data):
                for tree in trees(data, member.name, remarks):
                    _enter(tree, known)
        if known.groups or not members.is_package(path):
            break
    return known


def _enter(tree: Tree, known: Properties) -> None:
    if tree.kind not in (PROPERTY, GROUP):
        return
    facts = facts_of(tree, counts=False)
    if tree.kind == GROUP:
        known.units[facts.uuid] = facts.reference_unit
        return
    known.groups[facts.uuid] = facts.next_unit.id if facts.next_unit else ""
    known.names[facts.uuid] = next((text for language, text in facts.names if language == ENGLISH), "") or (
        facts.names[0][1] if facts.names else ""
    )


def trees(data: bytes, name: str, remarks: Remarks) -> Iterator[Tree]:
    """The datasets of one file, those inside a platform's records as well; a file that cannot be read is remarked."""
    place = Place(remarks.file, name)
    try:
        if first_character(data) in ("{", "["):
            for kind, dataset, pointer in _datasets(json.parse(data, remarks.file), DEPTH):
                yield JsonTree(dataset, kind, place, pointer)
        else:
            root = xml.parse(data, remarks.file).getroot()
            own = kind_of_root(root.tag)
            if own is not None:
                yield XmlTree(root, own, place)
    except CrosswalkError as problem:
        members.unreadable(problem, name, remarks)


def holds_flow(value: Any) -> bool:
    """Whether an XML root or parsed JSON is or holds a flow dataset."""
    if hasattr(value, "tag"):
        return kind_of_root(value.tag) == FLOW
    return any(kind == FLOW for kind, _, _ in _datasets(value, DEPTH))


def _datasets(value: object, depth: int) -> Iterator[tuple[str, dict[str, object], str]]:
    """Every dataset of a JSON file: one record, or records in lists."""
    if isinstance(value, dict):
        if (found := dataset_of(value)) is not None:
            yield found  # type: ignore[misc]  # what holds names is a dict
            return
        inner = [part for part in value.values() if isinstance(part, (list, dict))]
    else:
        inner = value if isinstance(value, list) else []
    for part in inner if depth else ():
        yield from _datasets(part, depth - 1)


def _flow(tree: Tree, known: Properties) -> ListedFlow:
    type_ = text_at(tree, tree.root, "modellingAndValidation/LCIMethod/typeOfDataSet") or ELEMENTARY
    names = _names(tree)
    name = names.get(ENGLISH) or next(iter(names.values()), "")
    others = [(language, text) for language, text in names.items() if text != name]
    synonyms = [
        (tree.attribute(node, "xml:lang") or "", text)
        for node in tree.all(tree.root, f"{HEAD}/common:synonyms")
        for text in split_synonyms(tree.text(node))
    ]
    property_id, label = _reference_property(tree)
    return ListedFlow(
        uuid=(text_at(tree, tree.root, f"{HEAD}/common:UUID") or "").lower(),
        name=name,
        context="/".join(_levels(tree)),
        unit=known.unit(property_id, label),
        cas=text_at(tree, tree.root, f"{HEAD}/CASNumber") or "",
        formula=text_at(tree, tree.root, f"{HEAD}/sumFormula") or "",
        synonyms=without_repeats(name, iter(others + synonyms)),
        property_id=property_id,
        property_name=known.name(property_id, label),
        type=type_,
        version=text_at(tree, tree.root, VERSION) or "",
        location=text_at(tree, tree.root, "flowInformation/geography/locationOfSupply") or "",
    )


def _names(tree: Tree) -> dict[str, str]:
    """The name by language: base name, treatment, mix and properties, joined as ILCD joins them."""
    found: dict[str, str] = {}
    for part in ("baseName", "treatmentStandardsRoutes", "mixAndLocationTypes", "flowProperties"):
        for node in tree.all(tree.root, f"{HEAD}/name/{part}"):
            language, text = tree.attribute(node, "xml:lang") or "", tree.text(node)
            if text:
                found[language] = f"{found[language]}; {text}" if language in found else text
    return found


def _levels(tree: Tree) -> list[str]:
    """The elementary flow categories, else the classes, most general first; of several systems the first."""
    home = f"{HEAD}/classificationInformation"
    for system, level in (
        ("common:elementaryFlowCategorization", "common:category"),
        ("common:classification", "common:class"),
    ):
        holder = first(tree, tree.root, f"{home}/{system}")
        if holder is not None and (nodes := tree.all(holder, level)):
            return [text for _, text in sorted(_numbered(tree, nodes), key=lambda item: item[0]) if text]
    return []


def _numbered(tree: Tree, nodes: list[Node]) -> Iterator[tuple[int, str]]:
    for spot, node in enumerate(nodes):
        level = tree.attribute(node, "level") or ""
        yield int(level) if level.isascii() and level.isdigit() else spot, tree.text(node)


def _reference_property(tree: Tree) -> tuple[str, str]:
    """UUID and label of the property that amounts are counted in; of several, the one that the flow refers to."""
    wanted = text_at(tree, tree.root, "flowInformation/quantitativeReference/referenceToReferenceFlowProperty")
    nodes = tree.all(tree.root, "flowProperties/flowProperty")
    chosen = [node for node in nodes if tree.attribute(node, "dataSetInternalID") == wanted]
    holder = (chosen or nodes if len(nodes) == 1 else chosen or [None])[0]
    reference = first(tree, holder, "referenceToFlowPropertyDataSet") if holder is not None else None
    if reference is None:
        return "", ""
    label = text_at(tree, reference, "common:shortDescription") or ""
    return (tree.attribute(reference, "refObjectId") or "").lower(), label
