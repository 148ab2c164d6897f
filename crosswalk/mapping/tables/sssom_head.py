"""The YAML header of an SSSOM/TSV file, and the prefixes of the identifiers below it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from crosswalk.core.errors import SyntaxBroken
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.mapping.table import TableHead
from crosswalk.mapping.tables.material import Material, is_header
from crosswalk.mapping.tables.rows import structure_of

LIST, TABLE, SLOT = "urn:crosswalk:list:", "urn:crosswalk:table:", "urn:crosswalk:mapping:"
"""Our own names for lists, tables and extension slots, where the world has none."""
_STANDARD = {
    "mapping_set_title": "title",
    "mapping_set_version": "version",
    "license": "licence",
    "subject_source_version": "source_version",
    "object_source_version": "target_version",
    "object_source_digest": "target_digest",
    "mapping_date": "date",
    "mapping_tool": "tool",
    "mapping_tool_version": "tool_version",
    "comment": "comment",
}
_OURS = {"curie_map", "mapping_set_id", "subject_source", "object_source", "creator_label", "extension_definitions"}
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_NOT_IN_PREFIX = re.compile(r"[^A-Za-z0-9._-]+")
_PLAIN_LINE = re.compile(r"^[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff]*$")


@dataclass
class Prefixes:
    """The CURIE prefixes of both sides: those of the file, else what follows from the lists' names."""

    source_prefix: str
    target_prefix: str
    source_default: str
    target_default: str
    curies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, head: TableHead) -> Prefixes:
        """The prefixes that a head asks for; two lists of one name share theirs."""
        source, target = _default(head.source_list, "source"), _default(head.target_list, "target")
        if target == source and head.target_list != head.source_list:
            target += "2"
        mapped = dict(head.prefixes)
        made = cls(head.source_prefix or source, head.target_prefix or target, source, target, mapped)
        made.curies = {
            **({} if head.source_prefix else {source: _expansion(head.source_list, "source")}),
            **({} if head.target_prefix else {target: _expansion(head.target_list, "target")}),
            **mapped,
            "crosswalk": SLOT,
        }
        return made

    def source_curie(self, local: str) -> str:
        """The CURIE of a source's identifier."""
        return f"{self.source_prefix}:{local}"

    def target_curie(self, local: str) -> str:
        """The CURIE of a target's identifier."""
        return f"{self.target_prefix}:{local}"

    def source(self, text: str) -> str:
        """The identifier of a source within its list."""
        return text.removeprefix(f"{self.source_prefix}:")

    def target(self, text: str) -> str:
        """The identifier of a target within its list."""
        return text.removeprefix(f"{self.target_prefix}:")

    def settled(self, head: TableHead) -> TableHead:
        """The head with the prefixes of the file, where they are not those that follow from its lists."""
        own = {self.source_default: LIST, self.target_default: LIST, "crosswalk": SLOT}
        kept = tuple(
            (name, text) for name, text in self.curies.items() if not (name in own and text.startswith(own[name]))
        )
        return replace(
            head,
            source_prefix="" if self.source_prefix == self.source_default else self.source_prefix,
            target_prefix="" if self.target_prefix == self.target_default else self.target_prefix,
            prefixes=kept,
        )


def _default(list_: str, other: str) -> str:
    return _NOT_IN_PREFIX.sub("_", list_).strip("._-") or other


def _expansion(list_: str, other: str) -> str:
    return f"{LIST}{_NOT_IN_PREFIX.sub('_', list_) or other}#"


def head_of(material: Material, findings: list[Finding]) -> tuple[TableHead, Prefixes, int]:
    """The head, the prefixes, and how many lines the header takes.

    Raises SyntaxBroken (XW-G104) where it is no YAML map.
    """
    lines: list[str] = []
    for line in io.StringIO(material.text, newline=""):
        if not is_header(line):
            break
        lines.append(_unpadded(line)[1:])
    slots = _slots("\n".join(_without_margin(lines)), material.file)
    taken = {name: slots.pop(name, "") for name in _STANDARD}
    ours = {name: slots.pop(name, "") for name in _OURS}
    curies = ours["curie_map"] if isinstance(ours["curie_map"], dict) else {}
    texts: dict[str, Any] = {field: _text(taken[name]) for name, field in _STANDARD.items()}
    head = TableHead(
        id=_without(_text(ours["mapping_set_id"]), TABLE),
        source_list=_without(_text(ours["subject_source"]), LIST),
        target_list=_without(_text(ours["object_source"]), LIST),
        creators=_texts(ours["creator_label"]),
        extras=_extras(slots, ours["extension_definitions"]),
        **texts,
    )
    if not lines:
        findings.append(finding("XW-G117", source=Place(line=1)))
    return (
        head,
        _prefixes(head, {str(name): _text(text) for name, text in curies.items()}, material, len(lines)),
        len(lines),
    )


def _unpadded(line: str) -> str:
    """A header line without its end, and without what a spreadsheet program adds: quotes around it, tabs behind it."""
    text = line.rstrip("\r\n\t")
    return next(csv.reader([text], delimiter="\t"))[0] if text.startswith('"') else text


def _without_margin(lines: list[str]) -> list[str]:
    """The lines without the blank that stands after each ``#``, where all have it."""
    spaced = all(line.startswith(" ") for line in lines if line)
    return [line[1:] if spaced else line for line in lines]


def _slots(text: str, file: str) -> dict[str, Any]:
    try:
        # the base loader makes texts only: versions and dates stay as they are written
        slots = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        place = Place(file=file, line=None if mark is None else mark.line + 1)
        raise SyntaxBroken("XW-G104", place, reason=str(getattr(problem, "problem", problem))) from None
    if slots is None or slots == "":
        return {}
    if not isinstance(slots, dict):
        raise SyntaxBroken("XW-G104", Place(file=file, line=1), reason="no map of slots")
    return {str(name): value for name, value in slots.items()}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(map(_text, value))
    return (value,) if value else ()


def _without(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


def _extras(slots: Mapping[str, Any], definitions: Any) -> tuple[tuple[str, str], ...]:
    """Slots that are not ours, and definitions of extension columns that are not ours."""
    foreign = [
        item
        for item in (definitions if isinstance(definitions, list) else [])
        if not (isinstance(item, dict) and str(item.get("property", "")).startswith("crosswalk:"))
    ]
    kept = {name: _text(value) for name, value in slots.items()}
    if foreign:
        kept["extension_definitions"] = json.dumps(foreign, ensure_ascii=False)
    return tuple(sorted(kept.items()))


def _prefixes(head: TableHead, curies: dict[str, str], material: Material, skip: int) -> Prefixes:
    """The prefixes of a file: ours where the map has them, else the one that all identifiers of a side share."""
    made = Prefixes.of(head)
    source, target = made.source_prefix, made.target_prefix
    if curies.get(source) is None or curies.get(target) is None:
        found_source, found_target = _shared(material, skip)
        source = source if source in curies else found_source or source
        target = target if target in curies else found_target or target
    return Prefixes(source, target, made.source_default, made.target_default, curies)


def _shared(material: Material, skip: int) -> tuple[str, str]:
    """The one prefix of each identifier column, or nothing where there are several."""
    seen: tuple[set[str], set[str]] = (set(), set())
    records = material.records("\t", skip)
    names = [name.strip() for name in next(records, (0, []))[1]]
    spots = [names.index(name) if name in names else len(names) for name in ("subject_id", "object_id")]
    for _, cells in records:
        for spot, prefixes in zip(spots, seen, strict=True):
            if spot < len(cells) and cells[spot] and not cells[spot].startswith("sssom:"):
                prefixes.add(cells[spot].partition(":")[0] if ":" in cells[spot] else "")
    source, target = (next(iter(prefixes)) if len(prefixes) == 1 else "" for prefixes in seen)
    return source, target


def header_lines(head: TableHead, prefixes: Prefixes, columns: Sequence[str]) -> list[str]:
    """The lines of the header, without their ``#``: slots in a fixed order, empty ones left out."""
    slots: dict[str, Any] = {"curie_map": dict(sorted(prefixes.curies.items()))}
    slots["mapping_set_id"] = TABLE + head.id if head.id and not _is_foreign(head.id, TABLE) else head.id
    standard = {name: getattr(head, field) for name, field in _STANDARD.items()}
    slots.update({name: standard.pop(name) for name in ("mapping_set_title", "mapping_set_version", "license")})
    slots["creator_label"] = list(head.creators)
    slots["subject_source"] = _list_name(head.source_list)
    slots["subject_source_version"] = standard.pop("subject_source_version")
    slots["object_source"] = _list_name(head.target_list)
    slots.update(standard)
    extras = {name: structure_of(text) for name, text in head.extras}
    definitions = [*_definitions(columns), *_listed(extras.pop("extension_definitions", []))]
    slots.update({**extras, "extension_definitions": definitions})
    filled = {name: value for name, value in slots.items() if value not in ("", [], {})}
    text = yaml.dump(
        filled, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=False
    )
    return text.rstrip("\n").split("\n")


def _is_foreign(id_: str, ours: str) -> bool:
    return bool(_SCHEME.match(id_)) and not id_.startswith(ours)


def _list_name(list_: str) -> str:
    return LIST + list_ if list_ and not _is_foreign(list_, LIST) else list_


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


_EXTENSIONS = {
    "context": "xsd:string",
    "unit": "xsd:string",
    "unit_id": "xsd:string",
    "cas": "xsd:string",
    "location": "xsd:string",
    "property_id": "xsd:string",
    "property": "xsd:string",
}
_TYPES = {
    **{f"{side}_{name}": kind for side in ("subject", "object") for name, kind in _EXTENSIONS.items()},
    "conversion_factor": "xsd:decimal",
    "conversion_basis": "xsd:string",
    "match_condition": "xsd:string",
    "evidence": "xsd:string",
    "cf_delta_max": "xsd:decimal",
    "decision": "xsd:string",
    "reviewer2_id": "xsd:string",
    "reviewer2_label": "xsd:string",
    "review2_date": "xsd:date",
    "object_source_digest": "xsd:string",
}


def _definitions(columns: Sequence[str]) -> list[dict[str, str]]:
    """What SSSOM wants to know of columns that it does not define: their name, their identity, their type."""
    return [
        {"slot_name": name, "property": f"crosswalk:{name}", "type_hint": _TYPES[name]}
        for name in columns
        if name in _TYPES
    ]


class _Dumper(yaml.SafeDumper):
    """Texts that hold line ends or other control characters go in double quotes, so that each slot is one line."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = None if _PLAIN_LINE.match(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent)
