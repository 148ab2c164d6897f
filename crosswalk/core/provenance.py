"""Digests, the run's stamp, and the one place where the clock is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from crosswalk.core.errors import UsageError
from crosswalk.core.tables import homes, sources
from crosswalk.core.version import __version__


def sha256_of(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of_tables() -> str:
    """One SHA-256 over the names and bytes of every table in use."""
    return _digest_of(homes())


@cache
def _digest_of(folders: tuple[Path, ...]) -> str:
    """Made once for each set of folders, as every table is read once."""
    total = hashlib.sha256()
    for path in sources(folders):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


@dataclass(frozen=True)
class RunStamp:
    """When a run started and what it ran with: enough to run it again."""

    started: str
    tool_version: str
    table_digest: str
    settings: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        """Plain data, for JSON."""
        return {
            "started": self.started,
            "tool_version": self.tool_version,
            "table_digest": self.table_digest,
            "settings": dict(self.settings),
        }


def stamp_run(started: str, settings: Mapping[str, str]) -> RunStamp:
    """The stamp of a run that started at a time with some settings."""
    return RunStamp(started, __version__, digest_of_tables(), dict(settings))


def resolve_now(option: str | None, environment: Mapping[str, str]) -> str:
    """The run's start: ``--now``, SOURCE_DATE_EPOCH, else the clock. ISO 8601 in UTC, whole seconds.

    Raises UsageError (XW-U001) for a time that is none.
    """
    if option is not None:
        try:
            moment = datetime.fromisoformat(option)
        except ValueError:
            raise UsageError("XW-U001", None, text=option) from None
        return _stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        try:
            return _stamp(datetime.fromtimestamp(int(epoch if epoch.isdigit() else ""), UTC))
        except (ValueError, OverflowError, OSError):
            raise UsageError("XW-U001", None, text=epoch) from None
    return _stamp(datetime.now(UTC))


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
