"""Where something stands in a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A position that a user can find again.

    ``pointer`` is an element path for XML, a JSON pointer (RFC 6901) for JSON and ``Sheet!C7`` for a
    workbook; ``member`` is the name inside an archive or package; lines and columns count from 1.
    """

    file: str | None = None
    member: str | None = None
    pointer: str | None = None
    line: int | None = None
    column: int | None = None

    def within(self, file: str | None = None, member: str | None = None) -> Place:
        """The same place, with the file and archive member filled in where they were unknown."""
        return Place(self.file or file, self.member or member, self.pointer, self.line, self.column)

    def __str__(self) -> str:
        head = "!/".join(part for part in (self.file, self.member) if part)
        if self.line is not None:
            head += f":{self.line}" + (f":{self.column}" if self.column is not None else "")
        return "  ".join(part for part in (head, self.pointer) if part)

    def as_dict(self) -> dict[str, str | int]:
        """The filled slots only, for JSON."""
        slots = {
            "file": self.file,
            "member": self.member,
            "pointer": self.pointer,
            "line": self.line,
            "column": self.column,
        }
        return {name: value for name, value in slots.items() if value is not None}
