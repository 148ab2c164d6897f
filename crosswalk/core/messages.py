"""The message catalogue: every code's title, message and advice in Chinese and English.

The words live in ``messages.toml`` files beside the code that raises them, one table a code::

    [XW-N001]
    kind = "invalid"          # a Kind; errors that stop a run have none
    severity = "error"        # optional: overrides the policy for this code
    zh = { title = "…", message = "…{value}…", advice = "…" }
    en = { title = "…", message = "…{value}…", advice = "…" }

Codes are never reused; a code in two files is refused.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal, cast

from crosswalk.core.errors import CrosswalkError, TableError
from crosswalk.core.findings import NORMAL, Finding, Kind, Policy, Severity
from crosswalk.core.places import Place
from crosswalk.core.tables import path_of, read_table

Language = Literal["zh", "en"]
Part = Literal["title", "message", "advice"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, object]]:
    """All codes of the package and what the catalogue says of each."""
    found: dict[str, Mapping[str, object]] = {}
    for file in _catalogue_files(resources.files("crosswalk")):
        for code, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in found:
                raise TableError("XW-T001", Place(file=str(file)), key=code)
            found[code] = entry
    return found


def _catalogue_files(folder: Traversable) -> list[Traversable]:
    files: list[Traversable] = []
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir() and not item.name.startswith(("_", ".")):
            files.extend(_catalogue_files(item))
        elif item.name == "messages.toml":
            files.append(item)
    return files


@dataclass(frozen=True, slots=True)
class Words:
    """A parameter of a message that has words of its own in both languages; as data they stand side by side."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class _Blanks(dict[str, object]):
    """A missing parameter shows as its own name rather than hiding the message."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def text_of(code: str, part: Part, language: Language, params: Mapping[str, object] | None = None) -> str:
    """One part of a code's words with its parameters filled in; empty for what the catalogue lacks."""
    words = cast("Mapping[str, str]", catalogue().get(code, {}).get(language, {}))
    template = words.get(part, code if part != "advice" else "")
    return template.format_map(_Blanks({key: _shown(key, value, language) for key, value in (params or {}).items()}))


def reasons(problem: CrosswalkError) -> dict[str, Any]:
    """What went wrong by language, for a message about something else that it kept from happening."""
    return {language: text_of(problem.code, "message", language, problem.params) for language in LANGUAGES}


def term_of(parameter: str, term: str, language: Language) -> str:
    """The word of a language for a parameter's term, from ``mappings/lists/terms.csv``; the term itself without one."""
    row = _terms(path_of("lists/terms.csv")).get((parameter, term), {})
    return row.get(language) or term


@cache
def _terms(path: Path) -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["parameter"], row["term"]): row for row in read_table(path)}


def _shown(parameter: str, value: object, language: Language) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(parameter, item, language) for item in value)
    if isinstance(value, Words):
        return value.zh if language == "zh" else value.en
    return term_of(parameter, str(value), language)


def finding(
    code: str,
    /,
    *,
    policy: Policy = NORMAL,
    dataset: str | None = None,
    source: Place | None = None,
    target: Place | None = None,
    before: str | None = None,
    after: str | None = None,
    rule: str | None = None,
    **params: object,
) -> Finding:
    """A finding whose kind and severity come from the catalogue and the policy.

    Raises TableError where the catalogue does not know the code.
    """
    entry = catalogue().get(code)
    if entry is None or "kind" not in entry:
        raise TableError("XW-T002", None, key=code)
    kind = Kind(str(entry["kind"]))
    own = Severity(str(entry["severity"])) if "severity" in entry else None
    return Finding(code, kind, policy.grade(kind, own), dataset, source, target, before, after, rule, dict(params))
