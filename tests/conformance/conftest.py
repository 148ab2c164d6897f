"""What the official ILCD schemas define, walked path by path from their own files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

XS = "{http://www.w3.org/2001/XMLSchema}"
COMMON = "http://lca.jrc.it/ILCD/Common"


@dataclass(frozen=True)
class Defined:
    """A path that a schema defines: whether it may stand there more than once, and whether it has a language."""

    path: str
    many: bool = False
    text: bool = False
    language: bool = False


class Walker:
    """Element and attribute declarations of a folder of schemas, followed through types and groups."""

    def __init__(self, folder: Path) -> None:
        self.shelf = {}
        for file in sorted(folder.glob("*.xsd")):
            root = etree.parse(str(file)).getroot()
            for node in root.iterchildren(etree.Element):
                if node.get("name") is not None:
                    self.shelf[self._shelf(node.tag), root.get("targetNamespace") or "", node.get("name")] = node

    @staticmethod
    def _shelf(tag: str) -> str:
        name = tag.removeprefix(XS)
        return "type" if name in ("complexType", "simpleType") else name

    def _find(self, kind, node, name):
        prefix, _, local = name.rpartition(":")
        return self.shelf.get((kind, node.nsmap.get(prefix or None) or "", local))

    def paths(self, namespace: str, root: str) -> Iterator[Defined]:
        """Every path below a root element, in the order of the sequences; open places are left out."""
        yield from self._below(self._type_of(self.shelf["element", namespace, root]), "")

    def _type_of(self, element):
        inner = element.find(f"{XS}complexType")
        if inner is not None or element.get("type") is None:
            return inner
        found = self._find("type", element, element.get("type"))
        return found if found is not None and found.tag == f"{XS}complexType" else None

    def _below(self, node, path) -> Iterator[Defined]:
        for part in () if node is None else node.iterchildren(etree.Element):
            name = part.tag.removeprefix(XS)
            if name in ("complexContent", "simpleContent"):
                extension = part.find(f"{XS}extension")
                extension = part.find(f"{XS}restriction") if extension is None else extension
                base = self._find("type", extension, extension.get("base"))
                yield from self._below(base if base is not None and base.tag == f"{XS}complexType" else None, path)
                yield from self._below(extension, path)
            elif name in ("sequence", "choice", "all"):
                yield from self._below(part, path)
            elif name == "group" and part.get("ref"):
                yield from self._below(self._find("group", part, part.get("ref")), path)
            elif name == "attributeGroup" and part.get("ref"):
                yield from self._below(self._find("attributeGroup", part, part.get("ref")), path)
            elif name == "attribute":
                label = part.get("ref") or part.get("name")
                yield Defined(f"{path}/@{label}".lstrip("/"))
            elif name == "element":
                yield from self._element(part, path)

    def _element(self, part, path) -> Iterator[Defined]:
        target = self._find("element", part, part.get("ref")) if part.get("ref") else part
        namespace = target.getroottree().getroot().get("targetNamespace")
        label = ("common:" if namespace == COMMON else "") + target.get("name")
        if label == "common:other":
            return
        here = f"{path}/{label}".lstrip("/")
        kind = self._type_of(target)
        inner = list(self._below(kind, here))
        language = any(item.path == f"{here}/@xml:lang" for item in inner)
        text = kind is not None and next(kind.iter(f"{XS}simpleContent"), None) is not None
        yield Defined(here, part.get("maxOccurs", "1") != "1", text, language)
        yield from (item for item in inner if item.path != f"{here}/@xml:lang")


@pytest.fixture(scope="session")
def official(corpus):
    """The defined paths of a dataset type, by namespace and root element."""
    folder = corpus / "schemas" / "ilcd_1.1"
    if not folder.is_dir():
        pytest.skip("CROSSWALK_CORPUS has no schemas/ilcd_1.1")
    walker = Walker(folder)

    @cache
    def paths(namespace: str, root: str) -> tuple[Defined, ...]:
        return tuple(walker.paths(namespace, root))

    return paths
