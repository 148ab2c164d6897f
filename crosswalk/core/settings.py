"""Settings: command line, then ``CROSSWALK_*``, then ``crosswalk.toml`` in the folder or above it, then defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crosswalk.core.errors import SettingsError
from crosswalk.core.places import Place

DEFAULTS: Mapping[str, str] = {"lang": "", "disclose": "", "fail_on": "error", "mappings": "", "schemas": ""}
"""Known settings; empty means that the verb decides."""
FILE = "crosswalk.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and where it comes from."""

    value: str
    origin: str


def resolve_settings(
    given: Mapping[str, str | None], environment: Mapping[str, str], folder: Path
) -> dict[str, Setting]:
    """Every setting with its origin.

    Raises SettingsError: XW-U030 for a file that is no TOML, XW-U031 for a name that is none.
    """
    found = {name: Setting(value, "default") for name, value in DEFAULTS.items()}
    file = next((home / FILE for home in (folder, *folder.parents) if (home / FILE).is_file()), None)
    if file is not None:
        for name, value in _read(file).items():
            if name not in DEFAULTS:
                raise SettingsError("XW-U031", Place(file=str(file)), name=name, known=", ".join(DEFAULTS))
            found[name] = Setting(str(value), str(file))
    for name in DEFAULTS:
        variable = f"CROSSWALK_{name.upper()}"
        if environment.get(variable):
            found[name] = Setting(environment[variable], variable)
        if given.get(name):
            found[name] = Setting(str(given[name]), "command line")
    return found


def _read(file: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError("XW-U030", Place(file=str(file)), reason=str(problem)) from None
