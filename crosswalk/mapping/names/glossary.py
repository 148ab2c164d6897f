"""What a Chinese name is called in English: the glossary of ``mappings/names/zh``, a user's dictionaries, the rules.

Dictionaries are looked into first, then the glossary, then the name is translated by rule. A string with several
meanings gives its candidates and is never taken without a person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path

from stdnum import casrn

from crosswalk.carriers.text import decode
from crosswalk.core.errors import Unreachable, UsageError
from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import homes, path_of, read_table
from crosswalk.mapping.names.chinese import COUNTED, chinese_key, is_chinese, normalise, read_chinese, take_apart
from crosswalk.mapping.names.english import PART, TRIMMED, Reading, read_english
from crosswalk.mapping.names.translation import translate_chinese

FOLDER, COLUMNS = "names/zh", "names/dictionary_columns.csv"
GLOSSARY, TRANSLATION, SHARED = "glossary", "translation", "shared_synonym"
"""Kinds of evidence that a word gives; see ``mappings/flows/evidence.csv``."""
_CANDIDATES = "candidates:"
Word = tuple[str, str, tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Chinese name stands for. ``meanings`` holds English names where it stands for several, or for none."""

    zh: str
    en: str = ""
    cas: str = ""
    doubtful: bool = False
    meanings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Names by their comparison key, and what was noted while they were read."""

    entries: Mapping[str, Entry]
    findings: tuple[Finding, ...] = field(default=(), compare=False)


# --- our glossary -----------------------------------------------------------------------------------------------


def glossary() -> Mapping[str, Entry]:
    """Every name of the tables in ``mappings/names/zh`` by its comparison key.

    A table of a user's own mappings replaces the packaged one of the same name; one with a new name is added.
    """
    return _glossary(_tables(homes()))


@cache
def _tables(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    found: dict[str, Path] = {}
    for home in folders:
        for path in sorted((home / FOLDER).glob("*.csv")):
            found.setdefault(path.name, path)
    return tuple(found[name] for name in sorted(found))


@cache
def _glossary(files: tuple[Path, ...]) -> Mapping[str, Entry]:
    found: dict[str, Entry] = {}
    for file in files:
        for row in read_table(file):
            _, _, listed = row["note"].partition(_CANDIDATES)
            doubtful = row["status"] == "review"
            meanings = tuple(part.strip() for part in listed.split("|") if part.strip())
            if doubtful and row["en"] and row["en"] not in meanings:
                meanings = (row["en"], *meanings)
            entry = Entry(row["zh"], row["en"], row["cas"], doubtful, meanings if doubtful else ())
            for name in (row["zh"], *row["aliases"].split("|")):
                if key := chinese_key(name):
                    found.setdefault(key, entry)
    return found


# --- dictionaries of users --------------------------------------------------------------------------------------


def load_dictionary(path: Path | str) -> Dictionary:
    """A user's dictionary: a CSV with a column of Chinese names, and of English names or CAS numbers or both.

    UTF-8, UTF-16 or GB18030; comma, semicolon or tab; columns are known by their headers in English or Chinese, in any
    order; names within a cell may be separated by ``|``. Lines that begin with ``#`` are skipped. Raises Unreachable
    (XW-Z001), SyntaxBroken (XW-I108) for other encodings and UsageError (XW-Z002) where the columns are not there.
    Rows that cannot be used are findings (XW-Z003, XW-Z004, XW-Z005), none is lost in silence.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as problem:
        raise Unreachable("XW-Z001", Place(str(file)), reason=problem.strerror or str(problem)) from None
    rows = list(_rows(decode(data, str(file))))
    columns = _columns(rows[0][1]) if rows else {}
    if "zh" not in columns or not columns.keys() & {"en", "cas"}:
        raise UsageError("XW-Z002", Place(str(file), line=rows[0][0] if rows else 1), header=rows[0][1] if rows else [])
    found: dict[str, Entry] = {}
    noted: list[Finding] = []
    for line, row in rows[1:]:
        noted.extend(_enter(found, columns, row, Place(str(file), line=line)))
    return Dictionary(found, tuple(noted))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines(keepends=True)
    head = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for row in reader:
        if any(cell.strip() for cell in row) and not row[0].startswith("#"):
            yield reader.line_num, row


@cache
def _headers(file: Path) -> Mapping[str, tuple[str, ...]]:
    return {row["field"]: tuple(row["headers"].split("|")) for row in read_table(file)}


def _columns(header: list[str]) -> dict[str, int]:
    names = [normalise(cell).casefold() for cell in header]
    found: dict[str, int] = {}
    for column, words in _headers(path_of(COLUMNS)).items():
        if (place := next((names.index(word) for word in words if word in names), None)) is not None:
            found[column] = place
    return found


def _enter(found: dict[str, Entry], columns: Mapping[str, int], row: list[str], place: Place) -> Iterator[Finding]:
    cells = {name: row[spot].strip() if spot < len(row) else "" for name, spot in columns.items()}
    cas = cells.get("cas", "").lstrip("0")
    if cas and not casrn.is_valid(cas):
        yield finding("XW-Z003", source=place, name=cells["zh"], cas=cas)
        cas = ""
    entry = Entry(cells["zh"], cells.get("en", ""), casrn.compact(cas) if cas else "")
    names = [name for name in entry.zh.split("|") if chinese_key(name)]
    if not names or not (entry.en or entry.cas):
        yield finding("XW-Z004", source=place, row=" ".join(cells.values()).strip())
    for name in names if entry.en or entry.cas else ():
        other = found.setdefault(chinese_key(name), entry)
        if _differ(other, entry):
            meanings = tuple(dict.fromkeys((*(other.meanings or (other.en or other.cas,)), entry.en or entry.cas)))
            found[chinese_key(name)] = replace(other, doubtful=True, meanings=meanings)
            yield finding("XW-Z005", source=place, name=name, meanings="; ".join(meanings))


def _differ(one: Entry, other: Entry) -> bool:
    return one.en.casefold() != other.en.casefold() or bool(one.cas and other.cas and one.cas != other.cas)


# --- words ------------------------------------------------------------------------------------------------------


SYMBOL = 12
"""Letters of the longest symbol or code that is read as a Chinese list would write it: NH3-N, 137Cs, HFC-134a."""


class ChineseWords:
    """The English names of Chinese ones, each with the kind of evidence that it gives and its readings.

    An instance is a ``Translate`` of :mod:`crosswalk.mapping.matching`.
    """

    def __init__(
        self, dictionaries: Iterable[Dictionary] = (), *, use_glossary: bool = True, use_rules: bool = True
    ) -> None:
        self._dictionaries = tuple(dictionary.entries for dictionary in dictionaries)
        self._use_glossary, self._use_rules = use_glossary, use_rules
        self.find = lru_cache(maxsize=50_000)(self._find)

    def __call__(self, name: str) -> Iterator[Word]:
        """The English names of a Chinese one; nothing for a name without an entry that is not Chinese."""
        entries = self.find(name)
        for entry, how in entries:
            if entry.doubtful:
                yield from ((SHARED, meaning, read_english(meaning)[:1]) for meaning in entry.meanings)
            elif entry.en:
                yield from _by_entry(entry.en, how)
        if not entries and self._use_rules and is_chinese(name):
            yield from _by_rules(name)

    def cas_of(self, name: str) -> str:
        """The CAS number that a dictionary or the glossary gives a name; empty for none, or for a doubtful name."""
        entries = self.find(name)
        sure = len(entries) == 1 and entries[0][1] == GLOSSARY and not entries[0][0].doubtful
        return entries[0][0].cas if sure else ""

    def meanings_of(self, name: str) -> tuple[str, ...]:
        """The English names that a doubtful name may stand for; empty for a name that is not doubtful.

        A doubtful name that no flow of EF 3.1 may stand for gives itself, so that it is not taken for a clear one.
        """
        for entry, _ in self.find(name):
            if entry.doubtful:
                return entry.meanings or (entry.zh,)
        return ()

    def _find(self, name: str) -> tuple[tuple[Entry, str], ...]:
        """The entries of the plainest reading that has any, with the kind of evidence that they give."""
        if len(name) > SYMBOL and not is_chinese(name):
            entry = self._entry(chinese_key(name))
            return ((entry, GLOSSARY),) if entry else ()
        readings = read_chinese(name)
        for reading in readings:
            if reading.how != PART and (entry := self._entry(reading.key)):
                return ((entry, GLOSSARY),)
        parts = [entry for reading in readings if reading.how == PART and (entry := self._entry(reading.key))]
        alike = len(parts) > 1 and len({part.en.casefold() for part in parts}) == 1
        if alike and not parts[0].doubtful and COUNTED not in take_apart(name).qualifiers:
            return ((parts[0], GLOSSARY),)
        return tuple((part, PART) for part in dict.fromkeys(parts))

    def _entry(self, key: str) -> Entry | None:
        for entries in self._dictionaries:
            if key in entries:
                return entries[key]
        return glossary().get(key) if self._use_glossary else None


def _by_entry(english: str, how: str) -> Iterator[Word]:
    """The very name of an entry; apart from it the readings that leave a word out (*phosphorus, total*)."""
    readings = read_english(english)
    yield how, english, tuple(reading for reading in readings if reading.how not in _LOOSE)
    if loose := tuple(reading for reading in readings if reading.how in _LOOSE):
        yield PART, english, loose


_LOOSE = frozenset({TRIMMED, PART})


def _by_rules(name: str) -> Iterator[Word]:
    """The rules on the plainest reading that they understand."""
    for reading in read_chinese(name):
        names = translate_chinese(reading.text)
        if names:
            how = PART if reading.how == PART else TRANSLATION
            yield from ((how, english, read_english(english)) for english in names)
            return


def chinese_words(dictionaries: Iterable[Dictionary] = ()) -> ChineseWords:
    """How a matcher translates Chinese names: with dictionaries of the user, the glossary and the rules."""
    return ChineseWords(dictionaries)


@cache
def _plain() -> ChineseWords:
    return ChineseWords()


def cas_of(name: str) -> str:
    """The CAS number that the glossary gives a Chinese name; empty for none."""
    return _plain().cas_of(name)


def doubtful_chinese(name: str) -> tuple[str, ...]:
    """The English names that a Chinese name may stand for where it has several meanings; empty otherwise."""
    return _plain().meanings_of(name)
