"""Lists that a check may use, opened when they are asked for."""

from __future__ import annotations

from contextlib import ExitStack

from crosswalk.mapping.tables.checks.subject import FlowList


def opened(stack: ExitStack, id_: str | None) -> FlowList | None:
    """The list of an id, closed with the stack; None without an id. Raises UsageError for an unknown one."""
    if not id_:
        return None
    from crosswalk.mapping.store import open_list  # the store is opened only where a list is named

    return stack.enter_context(open_list(id_))
