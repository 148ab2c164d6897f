"""JSON Schemas of the canonical model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from crosswalk.model.contact import Contact
from crosswalk.model.declaration import Declaration
from crosswalk.model.flow import Flow
from crosswalk.model.flow_property import FlowProperty
from crosswalk.model.impact_method import ImpactMethod
from crosswalk.model.life_cycle_model import LifeCycleModel
from crosswalk.model.process import Process
from crosswalk.model.source import Source
from crosswalk.model.unit_group import UnitGroup

VERSION = "urn:crosswalk:model:1"
MODELS: Mapping[str, type[BaseModel]] = {
    "declaration": Declaration,
    "process": Process,
    "flow": Flow,
    "flow property": FlowProperty,
    "unit group": UnitGroup,
    "contact": Contact,
    "source": Source,
    "LCIA method": ImpactMethod,
    "life cycle model": LifeCycleModel,
}
"""The model of each kind of dataset: the one list that formats, bridge and pipeline use."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of dataset. Raises KeyError for a kind that the model lacks."""
    schema = MODELS[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{VERSION}:{kind}", **schema}
