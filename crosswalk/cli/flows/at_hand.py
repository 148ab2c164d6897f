"""Lists and compartments that a check may use, opened when they are asked for."""

from __future__ import annotations

from contextlib import ExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from crosswalk.mapping.tables.checks.subject import Classify, FlowList


def opened(stack: ExitStack, id_: str | None) -> FlowList | None:
    """The list of an id, closed with the stack; None without an id. Raises UsageError for an unknown one."""
    if not id_:
        return None
    return cast("FlowList", stack.enter_context(import_module("crosswalk.mapping.store").open_list(id_)))


def classifier() -> Classify | None:
    """How contexts are classed."""
    name = "crosswalk.mapping.compartments"
    return cast("Classify", import_module(name).classify) if find_spec(name) else None
