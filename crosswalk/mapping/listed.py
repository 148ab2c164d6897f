"""What every nomenclature is made of: flows as their list names them, and the list itself."""

from __future__ import annotations

from dataclasses import dataclass

ELEMENTARY, WASTE, PRODUCT, OTHER = "Elementary flow", "Waste flow", "Product flow", "Other flow"
"""ILCD 1.1, FlowTypeValues."""


@dataclass(frozen=True, slots=True)
class ListedFlow:
    """One flow of a nomenclature, in the words of that nomenclature."""

    uuid: str
    name: str
    context: str = ""
    """The compartment or category path as the list writes it, its levels joined by ``/``."""
    unit: str = ""
    """The reference unit; empty where the list states none."""
    compartment: str = ""
    """The class of ``mappings/compartments/classes.csv``; empty where the context could not be told."""
    cas: str = ""
    """As ``NNNNN-NN-N`` without leading zeros; empty where there is none or its check digit is wrong."""
    formula: str = ""
    synonyms: tuple[tuple[str, str], ...] = ()
    """(language, text) pairs; the language is empty where the list does not say."""
    property_id: str = ""
    property_name: str = ""
    type: str = ELEMENTARY
    version: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class ListHead:
    """What identifies a nomenclature: enough to cite it and to know whether a table was made for it."""

    id: str
    """Short and stable, such as ``ef31``; what ``--to`` and ``--target-list`` take."""
    title: str = ""
    version: str = ""
    licence: str = ""
    attribution: str = ""
    source: str = ""
    """Where the list came from: a file name or an address."""
    digest: str = ""
    """SHA-256 of the bytes that were read."""
    family: str = ""
    """Whose table of contexts applies, such as ``ef``, ``ecoinvent``, ``openlca``, ``fedefl``, ``zh``; or empty."""
    flows: int = 0
    shipped: bool = False
    """Whether the list travels in the package; False for one that the user added."""
