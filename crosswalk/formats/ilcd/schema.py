"""Validation against the official ILCD schemas, where they are installed or given. None are shipped.

The published schemas give ``xml:lang`` a default and use it in uniqueness constraints; libxml2 then ends most
files with an internal error. They are loaded without their constraints, which the structural checks test.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lxml import etree

from crosswalk.carriers import xml
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.formats.ilcd.types import type_of

_XS = "{http://www.w3.org/2001/XMLSchema}"
_FORGOTTEN = ("matml31.xsd",)


@cache
def schema_folder(given: Path | None, *inside: str) -> Path | None:
    """The folder of official schemas: the one given, else that of the installed ``tidas_tools``, else None."""
    if given is not None:
        return given
    spec = find_spec("tidas_tools")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent.joinpath(*inside)
    return folder if folder.is_dir() else None


def _file(folder: Path, kind: str) -> Path:
    """The schema of a dataset type: the one that knows the EPD extension, where the folder has it."""
    row = type_of(kind)
    extended = folder / row["epd_schema"] if row["epd_schema"] else None
    return extended if extended is not None and extended.exists() else folder / row["schema"]


@cache
def _schema(path: Path) -> Any:
    try:
        if _has_language_default(path.parent):
            return _without_constraints(path)
        return etree.XMLSchema(etree.parse(str(path), etree.XMLParser(no_network=True)))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as problem:
        raise UsageError("XW-U020", Place(file=str(path)), reason=str(problem)) from None


@cache
def _has_language_default(folder: Path) -> bool:
    """Whether the schemas of a folder give ``xml:lang`` a default."""
    for path in sorted(folder.glob("*.xsd")):
        for attribute in etree.parse(str(path), etree.XMLParser(no_network=True)).iter(_XS + "attribute"):
            if attribute.get("ref") == "xml:lang" and attribute.get("default") is not None:
                return True
    return False


def _without_constraints(path: Path) -> Any:
    """A schema compiled from copies of its folder's files without unique, key and keyref.

    Where the folder has the schema of material properties, it is loaded as well: flows hold them in a strict
    wildcard, and no schema imports them.
    """
    with TemporaryDirectory(prefix="crosswalk-") as room:
        for file in sorted(path.parent.glob("*.xsd")):
            tree: Any = etree.parse(str(file), etree.XMLParser(no_network=True))
            for name in ("unique", "key", "keyref"):
                for node in list(tree.iter(_XS + name)):
                    node.getparent().remove(node)
            tree.write(str(Path(room) / file.name))
        return etree.XMLSchema(etree.parse(str(_gathered(Path(room), path.name)), etree.XMLParser(no_network=True)))


def _gathered(room: Path, name: str) -> Path:
    """A schema that imports the wanted one and those that it forgets."""
    wrapper = etree.Element(_XS + "schema")
    for file in (name, *_FORGOTTEN):
        if (room / file).exists():
            space = etree.parse(str(room / file), etree.XMLParser(no_network=True)).getroot().get("targetNamespace")
            etree.SubElement(wrapper, _XS + "import", namespace=space or "", schemaLocation=file)
    target = room / "crosswalk-gathered.xsd"
    target.write_bytes(etree.tostring(wrapper))
    return target


def is_valid(kind: str, root: Any, schemas: Path | None = None) -> bool | None:
    """The official XSD's verdict on a dataset's tree; None where there is no schema at hand."""
    folder = schema_folder(schemas, "eilcd", "schemas")
    return None if folder is None else bool(_schema(_file(folder, kind)).validate(root.getroottree()))


def validate_tree(kind: str, root: Any, schemas: Path | None = None, place: Place | None = None) -> list[Finding]:
    """Findings of the official XSD for one dataset's tree; a note (XW-L005) where no schemas are at hand."""
    folder = schema_folder(schemas, "eilcd", "schemas")
    place = place or Place()
    if folder is None:
        return [finding("XW-L005", source=place)]
    schema = _schema(_file(folder, kind))
    if schema.validate(root.getroottree()):
        return []
    return [
        finding(
            "XW-L004",
            source=Place(place.file, place.member, error.path, error.line, error.column),
            reason=error.message,
        )
        for error in schema.error_log
    ]


def validate(kind: str, data: bytes, schemas: Path | None = None, place: Place | None = None) -> list[Finding]:
    """Findings of the official XSD for one dataset's bytes; a note (XW-L005) where no schemas are at hand."""
    document = xml.parse(data, place.file if place else None)
    return validate_tree(kind, document.getroot(), schemas, place)
