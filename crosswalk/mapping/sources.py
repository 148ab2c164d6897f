"""A flow to be mapped: what its list says of it, in whatever of these words are there."""

from __future__ import annotations

from dataclasses import dataclass

from crosswalk.mapping.compartments import classify


@dataclass(frozen=True, slots=True)
class SourceFlow:
    """One row of a list of names, or one flow of a package."""

    name: str
    context: str = ""
    unit: str = ""
    cas: str = ""
    uuid: str = ""
    names: tuple[tuple[str, str], ...] = ()
    """Other names of the same flow as (language, text) pairs, such as the Chinese beside the English one."""
    family: str = ""
    """Whose table of contexts applies; see :class:`ListHead`."""
    direction: str = ""
    """``Input`` or ``Output`` where an exchange says it; empty otherwise."""
    location: str = ""
    row: int | None = None

    @property
    def compartment(self) -> str:
        """The class of the context; empty where it names no medium."""
        return classify(self.context, self.family, self.name)
