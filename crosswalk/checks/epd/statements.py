"""What an EPD process says of itself beside its results: dates, type, owner, licence, languages, places of numbers."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from crosswalk.checks.context import tolerance
from crosswalk.checks.datasets.values import terms_of
from crosswalk.checks.epd.figures import Where
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.numbers import format_plain, scale
from crosswalk.core.places import Place
from crosswalk.formats.documents import Document
from crosswalk.model.indicator import code_of, indicators
from crosswalk.model.process import Process
from crosswalk.model.results import Results

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ].*", re.ASCII)
_PARTIAL = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
_FREE = "Free of charge for all users and uses"


def statement_findings(document: Document, process: Process, results: Results) -> Iterator[Finding]:
    """Everything that does not need the figures."""
    where = document.place_at
    yield from _dates(process, where)
    yield from _type(process, where)
    if process.identity.version is None:
        yield finding("XW-E189", source=document.place)
    yield from _owner(process, where, document.place)
    yield from _licence(process, where)
    yield from _languages(document)
    yield from _product(process, where)
    yield from _places(process, results, where)


def _dates(process: Process, where: Where) -> Iterator[Finding]:
    """Days that do not exist or are no date (XW-E178); a year and a date of expiry that differ (XW-E179)."""
    for name, text in (("published", process.epd.published), ("expires", process.epd.expires)):
        if text is not None and not is_day(text):
            near = _near(text) or "-"
            yield finding("XW-E178", source=where(f"epd/{name}"), before=text, suggestion=near)
    until, expires = process.time.valid_until, process.epd.expires
    if until is not None and expires and expires[:4].isdecimal() and int(expires[:4]) != until:
        yield finding("XW-E179", source=where("epd/expires"), before=str(until), after=expires)


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, with or without a time zone, or a year or month alone."""
    hit = _DAY.fullmatch(text.strip())
    if hit is None:
        return _PARTIAL.fullmatch(text.strip()) is not None
    try:
        date(int(hit[1]), int(hit[2]), int(hit[3]))
    except ValueError:
        return False
    return True


def _near(text: str) -> str | None:
    """The day that a text most likely means: that of a moment, or the last of a month that has no such day."""
    if (hit := _MOMENT.fullmatch(text.strip())) is not None:
        return hit[1] if is_day(hit[1]) else None
    hit = _DAY.fullmatch(text.strip())
    if hit is None or not 1 <= int(hit[2]) <= 12 or not int(hit[1]):
        return None
    last = calendar.monthrange(int(hit[1]), int(hit[2]))[1]
    return f"{hit[1]}-{hit[2]}-{last}" if last < int(hit[3]) <= 31 else None


def _type(process: Process, where: Where) -> Iterator[Finding]:
    """XW-E180: a type of EPD outside the list."""
    sub_type, allowed = process.epd.sub_type, terms_of("epd:SubTypeValues", "epd")
    if sub_type and sub_type not in allowed:
        yield finding("XW-E180", source=where("epd/sub_type"), before=sub_type, allowed=allowed)


def _owner(process: Process, where: Where, place: Place) -> Iterator[Finding]:
    """An owner without a name (XW-E181), or none (XW-E182)."""
    owner = process.publication.owner
    if owner is None:
        yield finding("XW-E182", source=place)
        return
    words = [words for _, words in owner.name] if owner.name is not None else []
    if words and not any(character.isalpha() for text in words for character in text):
        yield finding("XW-E181", source=where("publication/owner/name"), before=words[0])


def _licence(process: Process, where: Where) -> Iterator[Finding]:
    """XW-E183: terms that limit what may be done with the data."""
    terms, licence = process.publication.access_restrictions, process.publication.licence
    if terms is not None and terms.items and licence and licence != _FREE:
        place, shown = where("publication/access_restrictions"), terms.best("zh", "en")
        yield finding("XW-E183", source=place, before=shown, licence=licence)


def _languages(document: Document) -> Iterator[Finding]:
    """XW-E177: texts that do not say which language they are in; not for formats that cannot tell."""
    if document.version == "csv":
        return
    bare = list(_bare(document.reading.data, ""))
    if bare:
        yield finding("XW-E177", source=document.place_at(bare[0]), count=len(bare))


def _bare(part: object, pointer: str) -> Iterator[str]:
    """The pointers of texts with a part without a language, in plain data."""
    if isinstance(part, list):
        for spot, item in enumerate(part):
            if isinstance(item, (dict, list)):
                yield from _bare(item, f"{pointer}/{spot}")
    elif isinstance(part, dict):
        pairs = part.get("items")
        if pairs is not None and len(part) == 1:
            if any(not language for language, _ in pairs):
                yield pointer
            return
        for name, item in part.items():
            if isinstance(item, (dict, list)):
                yield from _bare(item, f"{pointer}/{name}" if pointer else name)


def _product(process: Process, where: Where) -> Iterator[Finding]:
    """The reference flow is not there (XW-E186); two amounts of the product that differ (XW-E187)."""
    known = {exchange.internal_id for exchange in process.exchanges}
    for wanted in process.quantitative_reference.reference_flows:
        if process.exchanges and wanted not in known:
            yield finding("XW-E186", source=where("quantitative_reference/reference_flows"), before=str(wanted))
    for spot, exchange in enumerate(process.exchanges):
        resolved, mean = exchange.resolved, exchange.mean
        if resolved is None or not resolved.reference:
            continue
        place = where(f"exchanges/{spot}/resolved")
        if not resolved.properties:
            yield finding("XW-E188", source=place)
        factor = next((item.mean.value for item in resolved.properties if item.reference and item.mean), None)
        said = resolved.amount.value if resolved.amount is not None else None
        if said is not None and factor is not None and mean is not None and mean.value is not None:
            amount = scale(mean.value, Fraction(factor)).value
            if abs(amount - said) > tolerance("epd_product") * max(abs(amount), abs(said)):  # servers count in binary
                yield finding("XW-E187", source=place, before=str(said), after=format_plain(amount))


def _places(process: Process, results: Results, where: Where) -> Iterator[Finding]:
    """Directions (XW-E168), mean amounts (XW-E184), and indicators without results (XW-E185)."""
    for row in results.rows:
        shelf, _, number = row.pointer.partition("/")
        item = (process.lcia_results if shelf == "lcia_results" else process.exchanges)[int(number)]
        known = indicators().get(row.resolved.id or "")
        name = code_of(row.resolved.id or row.uuid)
        if known is not None and known.kind != "lcia" and not getattr(item, "direction", "-"):
            yield finding("XW-E168", source=where(row.pointer), indicator=name, direction=known.kind.capitalize())
        if item.mean is not None and item.mean.value:
            yield finding("XW-E184", source=where(f"{row.pointer}/mean"), before=str(item.mean.value), indicator=name)
    for spot, result in enumerate(process.lcia_results):
        if not result.modules:
            words = result.method.name.best("zh", "en") if result.method is not None and result.method.name else "-"
            yield finding("XW-E185", source=where(f"lcia_results/{spot}"), indicator=words)
