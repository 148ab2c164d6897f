"""What a format of the family could not hold of a dataset, kept beside the package: its source bytes.

A package that was moved to another carrier holds one ``crosswalk-sidecar.zip``. Each member is the source
of one dataset, named by kind, UUID and version; the member's comment says which file it was and the digest
of its bytes. On the way back order and layout come from there, values from the document at hand.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from dataclasses import dataclass
from typing import IO, Any

from crosswalk.core.provenance import sha256_of

NAME = "crosswalk-sidecar.zip"
LEVEL = 1
"""Text this repetitive shrinks to a quarter at the quickest setting; more effort gains a tenth."""
EPOCH = (1980, 1, 1, 0, 0, 0)


def is_sidecar(member: str) -> bool:
    """Whether a member of a package is its sidecar."""
    return member.rpartition("/")[2] == NAME


@dataclass(frozen=True, slots=True)
class Held:
    """The source of one dataset: its bytes, the member it was, and whether the bytes are those that were put in."""

    data: bytes
    member: str
    intact: bool


def _entry(format_: str, kind: str, uuid: str, version: str) -> str:
    return f"{format_}/{kind.replace(' ', '-')}/{uuid}_{version}"


class SidecarWriter:
    """A sidecar in the making, on disk."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the run
        self.archive = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self.names: set[str] = set()

    def add(self, format_: str, kind: str, uuid: str, version: str, member: str, data: bytes) -> bool:
        """Keep a dataset's bytes, and whether that was done: of two with the same identity the first is kept."""
        name = _entry(format_, kind, uuid, version)
        if name in self.names:
            return False
        self.names.add(name)
        info = zipfile.ZipInfo(name, EPOCH)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        info.comment = json.dumps({"member": member, "sha256": sha256_of(data)}, ensure_ascii=False).encode()
        self.archive.writestr(info, data, compresslevel=LEVEL)
        return True

    def finish(self) -> IO[bytes] | None:
        """The sidecar as a file to be copied; None where nothing was kept."""
        self.archive.close()
        self.file.seek(0)
        return self.file if self.names else None

    def close(self) -> None:
        """Give the disk space back."""
        self.archive.close()
        self.file.close()


class Sidecar:
    """A sidecar that came with a package."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.archive = zipfile.ZipFile(file)
        self.given: set[str] = set()

    def take(self, format_: str, kind: str, uuid: str, version: str) -> Held | None:
        """What is kept of a dataset in a format, or None; a second dataset of the identity has nothing here."""
        name = _entry(format_, kind, uuid, version)
        if name in self.given:
            return None
        self.given.add(name)
        try:
            info = self.archive.getinfo(name)
        except KeyError:
            return None
        try:
            said: dict[str, Any] = json.loads(info.comment)
            data = self.archive.read(info)
        except (ValueError, zipfile.BadZipFile):
            return None
        return Held(data, str(said.get("member", "")), said.get("sha256") == sha256_of(data))

    def close(self) -> None:
        """Give the disk space back."""
        self.archive.close()
        self.file.close()


def open_sidecar(data: bytes) -> Sidecar | None:
    """The sidecar of a package, on disk; None where it is damaged."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the sidecar
    file.write(data)
    try:
        return Sidecar(file)
    except zipfile.BadZipFile:
        file.close()
        return None
