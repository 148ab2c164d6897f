"""A flow dataset in place of one that is referred to and not there."""

from __future__ import annotations

from typing import Any

from lxml import etree

from crosswalk.carriers.xml import XML_LANG
from crosswalk.core.ids import is_uuid, is_version
from crosswalk.formats.ilcd.format import new_root
from crosswalk.formats.ilcd.types import COMMON, type_of
from crosswalk.repair.comment import phrase
from crosswalk.repair.references import SHORT
from crosswalk.repair.values import value_of

_COMMENT = f"{{{COMMON}}}generalComment"


def stub_flow(reference: Any, exchange: Any) -> Any:
    """A flow dataset that holds all that a dangling reference and its exchange say of the flow, and no more.

    Its UUID and version are those of the reference, its names the reference's short descriptions; a comment
    says that it is a stub and repeats the exchange's own comment. Type, unit and classification stay unknown.
    Raises ValueError for a reference without a UUID.
    """
    uuid = reference.get("refObjectId", "")
    if not is_uuid(uuid):
        raise ValueError(uuid)
    root = new_root("flow")
    space = f"{{{type_of('flow')['namespace']}}}"
    information = etree.SubElement(root, f"{space}flowInformation")
    dataset = etree.SubElement(information, f"{space}dataSetInformation")
    etree.SubElement(dataset, f"{{{COMMON}}}UUID").text = uuid
    names = _texts(reference, SHORT)
    if names:
        name = etree.SubElement(dataset, f"{space}name")
        for language, text in names:
            _write(name, f"{space}baseName", language, text[: _longest()])
    for language, text in _comments(exchange, names):
        _write(dataset, _COMMENT, language, text)
    version = reference.get("version", "")
    if is_version(version):
        administration = etree.SubElement(root, f"{space}administrativeInformation")
        publication = etree.SubElement(administration, f"{space}publicationAndOwnership")
        etree.SubElement(publication, f"{{{COMMON}}}dataSetVersion").text = version
    return root


def _longest() -> int | None:
    """How long a name of a flow may be; None for any length."""
    return value_of("String").longest


def _texts(parent: Any, tag: str) -> list[tuple[str | None, str]]:
    """The texts of a tag, one a language."""
    found: dict[str | None, str] = {}
    for child in parent.iterchildren(tag):
        if child.text and child.text.strip():
            found.setdefault(child.get(XML_LANG), child.text.strip())
    return list(found.items())


def _comments(exchange: Any, names: list[tuple[str | None, str]]) -> list[tuple[str, str]]:
    process = exchange.getroottree().getroot().findtext(f".//{{{COMMON}}}UUID") or ""
    number = exchange.get("dataSetInternalID") or ""
    space = str(exchange.tag).rpartition("}")[0] + "}"
    lines = {code: [phrase("stub", code, process=process.strip(), number=number)] for code in ("en", "zh")}
    for language, text in _texts(exchange, f"{space}generalComment"):
        lines.setdefault(language or "en", []).append(text)
    for language, text in names:
        if text[: _longest()] != text:
            lines.setdefault(language or "en", []).append(text)
    direction = (exchange.findtext(f"{space}exchangeDirection") or "").strip()
    if direction:
        lines["en"].append(f"exchangeDirection: {direction}")
    return [(language, "\n".join(texts)) for language, texts in lines.items()]


def _write(parent: Any, tag: str, language: str | None, text: str) -> None:
    child = etree.SubElement(parent, tag)
    if language:
        child.set(XML_LANG, language)
    child.text = text
