"""From a flow property to the unit: by the package itself, else by the table of ILCD's flow properties."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from crosswalk.core.messages import finding
from crosswalk.core.tables import path_of, read_table
from crosswalk.mapping.reading.found import Remarks

TABLE = "units/flow_properties.csv"


def known_unit(property_id: str) -> str:
    """The reference unit of an ILCD flow property by its UUID; empty for one that the table lacks."""
    return _known(path_of(TABLE)).get(property_id, ("", ""))[1]


@cache
def _known(file: Path) -> Mapping[str, tuple[str, str]]:
    return {row["uuid"]: (row["name"], row["unit"]) for row in read_table(file)}


@cache
def _owners(file: Path) -> Mapping[str, str]:
    return {row["name"].lower(): row["uuid"] for row in read_table(file)}


@dataclass
class Properties:
    """Flow properties and unit groups of a package. Labels are never trusted, identifiers are."""

    groups: dict[str, str] = field(default_factory=dict)
    """Unit group by flow property."""
    units: dict[str, str] = field(default_factory=dict)
    """Reference unit by unit group."""
    names: dict[str, str] = field(default_factory=dict)
    """Name by flow property."""
    borrowed: Counter[str] = field(default_factory=Counter)
    """Flows whose unit came from the table, by flow property."""
    misnamed: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Flows that name another quantity than their property's identifier, by identifier and label."""

    def unit(self, property_id: str, label: str = "") -> str:
        """The reference unit of a flow property; empty where neither the package nor the table knows it."""
        file = path_of(TABLE)
        owner = _owners(file).get(label.lower())
        if owner is not None and owner != property_id and property_id in _known(file):
            self.misnamed[property_id, label] += 1
        found = self.units.get(self.groups.get(property_id, ""), "")
        if found or not property_id:
            return found
        if found := known_unit(property_id):
            self.borrowed[property_id] += 1
        return found

    def name(self, property_id: str, label: str = "") -> str:
        """The name of a flow property: the package's, else the table's, else the label beside the reference."""
        known = _known(path_of(TABLE)).get(property_id, ("", ""))[0]
        return self.names.get(property_id) or known or label

    def close(self, remarks: Remarks) -> None:
        """Remark what was taken from the table, and labels that contradict their identifier."""
        if self.borrowed:
            listed = [
                f"{self.name(uuid)} = {known_unit(uuid)} ({count})" for uuid, count in self.borrowed.most_common()
            ]
            remarks.find(finding("XW-L116", source=remarks.place(), count=self.borrowed.total(), properties=listed))
        for (uuid, label), count in self.misnamed.items():
            remarks.find(
                finding("XW-L119", source=remarks.place(), count=count, label=label, name=self.name(uuid), uuid=uuid)
            )
