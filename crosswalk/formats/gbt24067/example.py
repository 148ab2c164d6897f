"""The worked example of the template: the packaged demonstration declaration."""

from __future__ import annotations

from pydantic import BaseModel

from crosswalk.carriers import json
from crosswalk.core.tables import demo_folder
from crosswalk.formats.engine import get
from crosswalk.formats.gbt24067.fields import json_table
from crosswalk.model.declaration import Declaration


def example() -> BaseModel:
    """The declaration of the demonstration battery pack."""
    value = json.parse((demo_folder() / "battery.json").read_bytes())
    return Declaration.model_validate(get(value, json_table(), json.JsonSyntax("lang", "text", lists=True)).data)
