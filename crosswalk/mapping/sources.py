"""A flow to be mapped: what its list says of it, in whatever of these words are there."""

from __future__ import annotations

from dataclasses import dataclass

from crosswalk.mapping.compartments import classify
from crosswalk.mapping.names.chinese import is_chinese, split_context


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
        """The class of the context, or of the words for one in a Chinese name; empty where no medium is named."""
        context = self.context or (split_context(self.name)[1] if is_chinese(self.name) else "")
        return classify(context, self.family, self.name)
