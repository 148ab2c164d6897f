"""The line in an exchange's comment that says which flow stood there, so that a mapping can be taken back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from crosswalk.core.text import has_han
from crosswalk.model.base import Text

LIMIT = 500
"""Characters that an exchange's comment holds (ILCD 1.1, StringMultiLang)."""
LABELS = {"zh": "源流", "en": "source flow"}
_LINE = re.compile(
    r'\[crosswalk\] (?:source flow|源流): ("(?:[^"\\]|\\.)*")@(\S*) (\S+) (\S+), '
    r'factor (\d+(?:/\d+)?|\d*\.\d+), to (\S+), by (.+?)(?:, at ("(?:[^"\\]|\\.)*"))?'
)


@dataclass(frozen=True, slots=True)
class Note:
    """What stood there before: the name that was replaced (or shown) and its language, identity, factor, reasons."""

    name: str
    language: str
    """The language of the name; empty where the text had none. An English one, or one without, was replaced."""
    uuid: str
    version: str
    factor: Fraction
    list_id: str
    by: str
    uri: str | None = None
    """The old address, where the new one does not lead back to it; empty where there was none."""

    def line(self) -> str:
        """The note as one line, in Chinese where the name is Chinese."""
        label = LABELS[self.spoken]
        name = json.dumps(self.name, ensure_ascii=False)
        by = " ".join(self.by.split())
        identity = f"{self.uuid or '-'} {self.version or '-'}"
        factor = factor_text(self.factor)
        address = "" if self.uri is None else f", at {json.dumps(self.uri, ensure_ascii=False)}"
        reason = f"factor {factor}, to {self.list_id}, by {by}"
        return f"[crosswalk] {label}: {name}@{self.language} {identity}, {reason}{address}"

    @property
    def spoken(self) -> str:
        """``zh`` or ``en``: the language whose comment takes the line, as TIDAS wants no Chinese in English texts."""
        return "zh" if has_han(self.name + self.by) else "en"


def factor_text(factor: Fraction) -> str:
    """A factor exactly: a whole or decimal number where it is one, else a quotient."""
    bottom = factor.denominator
    while bottom % 2 == 0:
        bottom //= 2
    while bottom % 5 == 0:
        bottom //= 5
    if factor.denominator == 1 or bottom != 1:
        return str(factor)
    places = 0
    while (factor * 10**places).denominator != 1:
        places += 1
    digits = str((factor * 10**places).numerator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def read_line(line: str) -> Note | None:
    """The note of a line; None for any other line, and for one that somebody wrote in its likeness."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        return None
    name, language, uuid, version, factor, list_id, by, uri = found.groups()
    try:
        note = Note(
            json.loads(name),
            language,
            "" if uuid == "-" else uuid,
            "" if version == "-" else version,
            Fraction(factor),
            list_id,
            by,
            None if uri is None else json.loads(uri),
        )
    except (ValueError, ZeroDivisionError):
        return None
    return note if note.factor > 0 else None


def read_notes(comment: Text | None) -> tuple[Note, ...]:
    """The notes of a comment, in its order."""
    return tuple(note for _, text in comment or () for line in text.split("\n") if (note := read_line(line)))


def with_note(comment: Text | None, note: Note, limit: int = LIMIT) -> Text | None:
    """The comment with a note at the end of the text of its language; None where no text has room.

    A text that is too long already takes the note where no other has room: it is none the worse for it.
    """
    line = note.line()
    items = list(comment.items) if comment else []
    spots = {
        language: next((n for n, (own, _) in enumerate(items) if _is(own, language)), None)
        for language in dict.fromkeys((note.spoken, "zh", "en"))
    }
    sizes = {language: 0 if spot is None else len(items[spot][1]) + 1 for language, spot in spots.items()}
    fitting = [language for language, size in sizes.items() if size + len(line) <= limit]
    chosen = next(iter(fitting or [language for language, size in sizes.items() if size - 1 > limit]), None)
    if chosen is None:
        return None
    spot = spots[chosen]
    if spot is None:
        items.append((chosen, line))
    else:
        items[spot] = (items[spot][0], f"{items[spot][1]}\n{line}")
    return Text(items=tuple(items))


def _is(own: str | None, language: str) -> bool:
    """Whether a text is of a language; ILCD takes a text without one for English."""
    return (own or "en").lower().split("-")[0] == language


def without_note(comment: Text, note: Note) -> Text | None:
    """The comment without a note's line; None where nothing is left."""
    items = tuple(_without(comment, note.line()))
    return Text(items=items) if items else None


def _without(comment: Text, line: str) -> Iterator[tuple[str | None, str]]:
    for language, text in comment.items:
        lines = text.split("\n")
        if line not in lines:
            yield language, text
        elif len(lines) > 1:
            lines.remove(line)
            yield language, "\n".join(lines)
