"""JSON Schemas of the canonical model."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from crosswalk.model.contact import Contact
from crosswalk.model.declaration import Declaration
from crosswalk.model.flow import Flow
from crosswalk.model.process import Process
from crosswalk.model.source import Source

VERSION = "urn:crosswalk:model:1"
MODELS: dict[str, type[BaseModel]] = {
    "declaration": Declaration,
    "process": Process,
    "flow": Flow,
    "contact": Contact,
    "source": Source,
}


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of one kind of dataset. Raises KeyError for a kind that the model lacks."""
    schema = MODELS[kind].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"{VERSION}:{kind}", **schema}
