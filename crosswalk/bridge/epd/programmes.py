"""What EPD programmes say in another place than the format's own field: known by marks, read by rows of a table.

Nothing is guessed: a row of ``mappings/epd/quirks.csv`` counts where a published dataset does what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from crosswalk.bridge.crossing import at
from crosswalk.core.tables import table

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that stands elsewhere: a number, a date (ISO 8601) or a reference, and the pointer of its place."""

    value: Any
    pointer: str


def programme_of(process: Plain) -> str | None:
    """The programme that a process (plain data) is known to be of: by contacts, then numbers, names and hosts."""
    contacts = list(_contacts(process))
    number = str(process.get("publication", {}).get("registration_number") or "")
    marks = (
        ("contacts", {str(contact.get("id")) for contact in contacts}),
        ("numbers", {number} - {""}),
        ("names", set(_names(contacts))),
        ("hosts", set(_hosts(process))),
        ("classifications", {str(item.get("system")).casefold() for item in process.get("classifications", ())}),
    )
    for kind, found in marks:
        for row in table("epd/programmes.csv"):
            if row["status"] == "READ" and row[kind] and any(_is_marked(kind, row[kind], item) for item in found):
                return row["id"]
    return None


def name_of(programme: str) -> str:
    """The name of a programme."""
    return next((row["name"] for row in table("epd/programmes.csv") if row["id"] == programme), programme)


def told_elsewhere(process: Plain, programme: str | None) -> dict[str, Told]:
    """Facts that a programme's datasets hold in another place, by name; those that are not dates of a calendar are not.

    A date of expiry counts only where the year that the dataset is valid until is the same, or is not stated.
    """
    found: dict[str, Told] = {}
    for row in table("epd/quirks.csv"):
        if row["programme"] != programme or row["status"] != "READ" or not row["pattern"] or row["what"] in found:
            continue
        told = _told(process, row)
        if told is not None and not (row["what"] == "expires" and _is_beyond(process, told.value)):
            found[row["what"]] = told
    return found


def _told(process: Plain, row: Mapping[str, str]) -> Told | None:
    pointer = row["where"].replace(".", "/")
    node = at(process, pointer)
    name = node.get("name") if row["what"] == "operator" and isinstance(node, Mapping) else node
    for text in _texts(name):
        hit = re.search(row["pattern"], text)
        if hit is None:
            continue
        if row["what"] == "operator":
            return Told(node, pointer)
        value = _value(hit.groupdict())
        if value is not None:
            return Told(value, pointer)
    return None


def _value(groups: Mapping[str, str]) -> str | None:
    if "value" in groups:
        return groups["value"]
    try:
        return date(int(groups["year"]), int(groups["month"]), int(groups["day"])).isoformat()
    except ValueError:
        return None


def _is_beyond(process: Plain, day: str) -> bool:
    year = process.get("time", {}).get("valid_until")
    return year is not None and int(day[:4]) != year


def _texts(node: Any) -> Iterator[str]:
    """What a text says in each of its languages."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        yield from (words for _, words in node.get("items", ()))


def _contacts(process: Plain) -> Iterator[Plain]:
    """Who speaks for the programme: authority, publishers, the person of the data entry, reviewers."""
    found = [process.get("publication", {}).get("registration_authority"), process.get("entry", {}).get("person")]
    found += process.get("epd", {}).get("publishers", ())
    found += [reviewer for review in process.get("reviews", ()) for reviewer in review.get("reviewers", ())]
    yield from (contact for contact in found if contact)


def _names(contacts: list[Plain]) -> Iterator[str]:
    for contact in contacts:
        yield from (words.casefold() for words in _texts(contact.get("name")))


def _hosts(process: Plain) -> Iterator[str]:
    """Where the dataset and the documents that it stands on were published."""
    references = (*process.get("epd", {}).get("original", ()), *process.get("epd", {}).get("original_beside", ()))
    for uri in (process.get("identity", {}).get("uri"), *(item.get("uri") for item in references)):
        if uri and (host := urlsplit(uri).hostname):
            yield host


def _is_marked(kind: str, marks: str, found: str) -> bool:
    if kind == "numbers":
        return re.fullmatch(marks, found) is not None
    if kind == "names":
        return any(mark.casefold() in found for mark in marks.split("|"))
    return any(mark.casefold() == found for mark in marks.split("|"))
