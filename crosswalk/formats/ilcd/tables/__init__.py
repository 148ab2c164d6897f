"""The tables of ILCD 1.1 and eILCD, by dataset kind. Row order is the order of the schemas.

Paths are those of the official schemas; every element and attribute that they name has a row, except the
open places ``common:other`` and attributes of other namespaces. TIDAS uses the same tables with a difference.
"""

from __future__ import annotations

from collections.abc import Mapping

from crosswalk.formats.ilcd.tables.contact import CONTACT
from crosswalk.formats.ilcd.tables.flow import FLOW
from crosswalk.formats.ilcd.tables.flow_property import FLOW_PROPERTY
from crosswalk.formats.ilcd.tables.impact_method import IMPACT_METHOD
from crosswalk.formats.ilcd.tables.life_cycle_model import LIFE_CYCLE_MODEL
from crosswalk.formats.ilcd.tables.process import EXCHANGE, PROCESS
from crosswalk.formats.ilcd.tables.shared import REFERENCE
from crosswalk.formats.ilcd.tables.source import SOURCE
from crosswalk.formats.ilcd.tables.unit_group import UNIT_GROUP
from crosswalk.formats.spec import Table

TABLES: Mapping[str, Table] = {
    "process": PROCESS,
    "flow": FLOW,
    "flow property": FLOW_PROPERTY,
    "unit group": UNIT_GROUP,
    "contact": CONTACT,
    "source": SOURCE,
    "LCIA method": IMPACT_METHOD,
    "life cycle model": LIFE_CYCLE_MODEL,
}

__all__ = [
    "CONTACT",
    "EXCHANGE",
    "FLOW",
    "FLOW_PROPERTY",
    "IMPACT_METHOD",
    "LIFE_CYCLE_MODEL",
    "PROCESS",
    "REFERENCE",
    "SOURCE",
    "TABLES",
    "UNIT_GROUP",
]
