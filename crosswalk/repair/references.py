"""References to other datasets: their type, their identifiers, and datasets that are not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.ids import derive_uuid, is_uuid, uuid_in
from crosswalk.core.tables import table
from crosswalk.formats.ilcd.types import COMMON, kinds_of_reference, type_of
from crosswalk.repair.case import Case, Illegal, Surroundings
from crosswalk.repair.comment import language_of
from crosswalk.repair.fix import Fix, create, rewrite
from crosswalk.repair.shape import local

SHORT = f"{{{COMMON}}}shortDescription"
_ORDER = {f"{{{COMMON}}}subReference": 0, SHORT: 1, f"{{{COMMON}}}other": 2}


@cache
def _no_names() -> frozenset[str]:
    return frozenset(row["text"] for row in table("repair/error_words.csv"))


def find_types(case: Case) -> Iterator[Fix]:
    """References without the mandatory type, where the element can refer to one type of dataset only."""
    for element, name in case.lacking:
        kinds = kinds_of_reference(local(element.tag), case.kind) if name == "type" else ()
        if len(kinds) == 1:
            said = type_of(kinds[0])["reference_type"]
            yield Fix(element, None, said, partial(element.set, "type", said), "type")


def _wrong(case: Case) -> Iterator[Illegal]:
    return (wrong for wrong in case.refused() if wrong.attribute == "refObjectId")


def find_names(case: Case) -> Iterator[Fix]:
    """Names where an identifier is due: an identifier within the text, else one derived from it; the name is kept.

    The same name gives the same identifier in every dataset.
    """
    for wrong in _wrong(case):
        text = wrong.text.strip()
        if text in _no_names() or not text:
            continue
        kind = wrong.element.get("type", "")
        uuid = uuid_in(text) or derive_uuid(kind, text)
        yield rewrite(wrong.element, "refObjectId", wrong.text, uuid, partial(_keep_name, case, wrong.element, text))


def _keep_name(case: Case, reference: Any, text: str) -> None:
    """Add a name to a reference's short description unless it is there."""
    language = language_of(text)
    names = list(reference.iterchildren(SHORT))
    if any(text in (name.text or "") for name in names):
        return
    present = next((name for name in names if name.get(XML_LANG) == language), None)
    if present is None:
        present = create(case.kind, reference, SHORT, _ORDER)
        present.set(XML_LANG, language)
        present.text = text
    else:
        present.text = f"{present.text or ''}; {text}".removeprefix("; ")


def find_errors(case: Case) -> Iterator[Fix]:
    """Error words of a spreadsheet where an identifier is due, such as ``#REF!``: taken out, the reference stays."""
    for wrong in _wrong(case):
        if wrong.text.strip() in _no_names():
            before = "; ".join([wrong.text, *_address(wrong.element)])
            yield Fix(wrong.element, before, None, partial(_forget, wrong.element), "refObjectId")


def _forget(reference: Any) -> None:
    """Take out the identifier, and the address that was made from it."""
    made = bool(_address(reference))
    reference.attrib.pop("refObjectId")
    if made:
        reference.attrib.pop("uri")


def _address(reference: Any) -> list[str]:
    """The address of a reference, if it was made from its identifier."""
    uri = reference.get("uri", "")
    return [uri] if uri and reference.get("refObjectId", "") in uri else []


def flow_references(root: Any, kind: str, surroundings: Surroundings) -> Iterator[Any]:
    """The references of exchanges to flows that the package does not hold."""
    known = surroundings.known
    if known is None or kind != "process":
        return
    space = type_of("process")["namespace"]
    for reference in list(root.iter(f"{{{space}}}referenceToFlowDataSet")):
        uuid = reference.get("refObjectId", "")
        if is_uuid(uuid) and not known("flow", uuid):
            yield reference


def find_relinks(case: Case) -> Iterator[Fix]:
    """Dangling flows that a reviewed mapping leads to another flow; names of the reference stay."""
    for reference in flow_references(case.root, case.kind, case.surroundings):
        target = case.surroundings.relinks.get(reference.get("refObjectId", ""))
        if target is not None:
            uuid, version, names = target
            before = "; ".join(filter(None, (reference.get(name) for name in ("refObjectId", "version", "uri"))))
            yield Fix(reference, before, uuid, partial(_relink, case, reference, uuid, version, names), "refObjectId")


def _relink(case: Case, reference: Any, uuid: str, version: str | None, names: Mapping[str, str]) -> None:
    reference.set("refObjectId", uuid)
    for name in ("version", "uri"):
        reference.attrib.pop(name, None)
    if version:
        reference.set("version", version)
    present = {name.get(XML_LANG) for name in reference.iterchildren(SHORT)}
    for language, text in names.items():
        if language not in present:
            name = create(case.kind, reference, SHORT, _ORDER)
            name.set(XML_LANG, language)
            name.text = text


def find_stubs(case: Case) -> Iterator[Fix]:
    """Dangling flows that no mapping knows: a stub flow is due (see ``stub_flow``); the reference stays as it is."""
    for reference in flow_references(case.root, case.kind, case.surroundings):
        uuid = reference.get("refObjectId", "")
        if uuid not in case.surroundings.relinks:
            yield Fix(reference, uuid, uuid, _nothing, "refObjectId")


def _nothing() -> None:
    """A stub is added to the package, not to this dataset."""
