"""Files, folders and zips: opened with care, written whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, Self

from crosswalk.carriers.limits import DEFAULT_LIMITS, Limits
from crosswalk.core.errors import LimitExceeded, Occupied, Protected, SyntaxBroken, Unreachable
from crosswalk.core.messages import Words
from crosswalk.core.places import Place
from crosswalk.core.tables import table

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
OUR_MARK = "crosswalk-run.json"
"""The file by which a folder is known to be an output of ours."""
BLOCK = 1 << 20
_SKIPPED = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Member:
    """One file of a zip or folder: its name with slashes, its bytes on demand, its size."""

    name: str
    read: Callable[[], bytes]
    size: int


def long_path(path: Path) -> Path:
    """The path in the form that Windows needs beyond 260 characters; unchanged elsewhere."""
    if sys.platform == "win32" and not str(path).startswith("\\\\?\\") and len(str(path.resolve())) > 240:
        return Path("\\\\?\\" + str(path.resolve()))
    return path


def open_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a file. Raises Unreachable (missing, folder, locked, no permission) or LimitExceeded."""
    with _opening(path):
        size = long_path(path).stat().st_size
        if size > limits.max_bytes:
            raise LimitExceeded("XW-I107", Place(file=str(path)), limit=limits.max_bytes)
        return long_path(path).read_bytes()


def open_ends(path: Path, length: int = 2**20) -> bytes:
    """The first and the last bytes of a file, or the whole of a short one. Raises Unreachable."""
    with _opening(path), long_path(path).open("rb") as file:
        start = file.read(length)
        file.seek(0, os.SEEK_END)
        file.seek(max(len(start), file.tell() - length))
        return start + file.read()


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    """The ways in which a file cannot be opened, in our words."""
    place = Place(file=str(path))
    try:
        yield
    except FileNotFoundError:
        raise Unreachable("XW-I110", place) from None
    except IsADirectoryError:
        raise Unreachable("XW-I111", place) from None
    except PermissionError:
        lock = path.with_name("~$" + path.name)
        code = "XW-I112" if lock.exists() or sys.platform == "win32" else "XW-I113"
        raise Unreachable(code, place) from None
    except OSError as problem:
        raise Unreachable("XW-I114", place, reason=problem.strerror or str(problem)) from None


def protection_of(data: bytes) -> Words | None:
    """The name of the protection that a file is under (password or corporate agent), or None."""
    if data.startswith(OLE):
        for stream in ("EncryptedPackage", "EncryptionInfo"):
            if stream.encode("utf-16-le") in data[: 2**20]:
                return Words("Office 密码保护", "Office password")
        return None
    head = data[:512]
    for row in table("carriers/protection.csv"):
        mark = bytes.fromhex(row["hex"])
        if head.startswith(mark) if row["where"] == "start" else mark in head:
            return Words(row["zh"], row["en"])
    return None


def read_members(source: Path | bytes, limits: Limits = DEFAULT_LIMITS) -> Iterator[Member]:
    """The files of a zip or folder, folders left out, in a stable order.

    Raises SyntaxBroken (damaged zip, unsafe or repeated names), Protected (encrypted members),
    LimitExceeded (bombs, too many members).
    """
    if isinstance(source, Path) and source.is_dir():
        yield from _folder_members(source, limits)
    else:
        yield from _zip_members(source, limits)


def _folder_members(folder: Path, limits: Limits) -> Iterator[Member]:
    root = folder.resolve()
    count = 0
    for parts, entry in sorted(_entries(str(folder), ()), key=lambda item: item[0]):
        name = "/".join(parts)
        if _is_clutter(name) or not entry.is_file():
            continue
        path = Path(entry.path)
        if entry.is_symlink() and not path.resolve().is_relative_to(root):
            raise SyntaxBroken("XW-I115", Place(file=str(folder), member=name))
        count += 1
        if count > limits.max_members:
            raise LimitExceeded("XW-I116", Place(file=str(folder)), limit=limits.max_members)
        yield Member(name, _file_reader(path, limits), entry.stat().st_size)


def _entries(folder: str, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], os.DirEntry[str]]]:
    """Everything below a folder that is no folder, with the parts of its name; links to folders are not followed."""
    with os.scandir(folder) as found:
        for entry in found:
            parts = (*above, entry.name)
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path, parts)
            else:
                yield parts, entry


def _file_reader(path: Path, limits: Limits) -> Callable[[], bytes]:
    return lambda: open_bytes(path, limits)


def _is_clutter(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part in _SKIPPED or (part.startswith((".", "~$")) and part != "..") for part in parts)


def _zip_members(source: Path | bytes, limits: Limits) -> Iterator[Member]:
    file = str(source) if isinstance(source, Path) else None
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        raise SyntaxBroken("XW-I117", Place(file=file), reason=str(problem)) from None
    with archive:
        _check_totals(archive, file, limits)
        seen: set[str] = set()
        for info in archive.infolist():
            name = _name_of(info)
            if info.is_dir() or _is_clutter(name):
                continue
            _check_member(info, name, file, limits)
            if name in seen:
                raise SyntaxBroken("XW-I118", Place(file=file, member=name), name=name)
            seen.add(name)
            yield Member(name, _member_reader(archive, info, file, name), info.file_size)


def _check_totals(archive: zipfile.ZipFile, file: str | None, limits: Limits) -> None:
    infos = archive.infolist()
    if len(infos) > limits.max_members:
        raise LimitExceeded("XW-I116", Place(file=file), limit=limits.max_members)
    if sum(info.file_size for info in infos) > limits.max_total_bytes:
        raise LimitExceeded("XW-I119", Place(file=file), limit=limits.max_total_bytes)


def _check_member(info: zipfile.ZipInfo, name: str, file: str | None, limits: Limits) -> None:
    place = Place(file=file, member=name)
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")) or "\0" in name:
        raise SyntaxBroken("XW-I115", place)
    if stat.S_ISLNK(info.external_attr >> 16):
        raise SyntaxBroken("XW-I115", place)
    if info.flag_bits & 1:
        raise Protected("XW-I120", place, agent=Words("ZIP 密码", "ZIP password"))
    if info.file_size > limits.max_member_bytes:
        raise LimitExceeded("XW-I107", place, limit=limits.max_member_bytes)
    if info.file_size > 2**20 and info.file_size > limits.max_ratio * max(info.compress_size, 1):
        raise LimitExceeded("XW-I119", place, limit=limits.max_ratio)


def _member_reader(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str | None, name: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            if archive.fp is None and file is not None:  # the stream was read to its end
                with zipfile.ZipFile(file) as again:
                    return again.read(info)
            return archive.read(info)
        except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, zlib.error) as problem:
            raise SyntaxBroken("XW-I117", Place(file=file, member=name), reason=str(problem)) from None

    return read


def _name_of(info: zipfile.ZipInfo) -> str:
    """The member's name; names without the UTF-8 flag are GBK on Chinese Windows, shown as cp437 by zipfile."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800 or name.isascii():
        return name
    raw = name.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


class Outlet(Protocol):
    """Where the files of an output go, one by one."""

    def add(self, name: str, data: bytes) -> None:
        """Take one file."""
        ...

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Take one file, copied block by block."""
        ...


class MemoryOutlet:
    """An output that is held in memory."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, name: str, data: bytes) -> None:
        """Take one file."""
        self.files[name] = data

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Take one file."""
        self.files[name] = file.read()


class NoOutlet:
    """An output that nobody wants: a preview."""

    def add(self, name: str, data: bytes) -> None:
        """Forget one file."""

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Forget one file."""


class FolderOutlet:
    """A folder in the making."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: set[Path] = set()

    def add(self, name: str, data: bytes) -> None:
        """Write one file."""
        self._place(name).write_bytes(data)

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Write one file, block by block."""
        with self._place(name).open("wb") as target:
            shutil.copyfileobj(file, target, BLOCK)

    def _place(self, name: str) -> Path:
        path = self.folder / name
        if path.parent not in self.made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.made.add(path.parent)
        return path


class ZipOutlet:
    """A zip in the making: one time for all members, so that the same input gives the same bytes.

    Level 3 deflates datasets as far as level 6 within a tenth, in two thirds of the time (measured).
    """

    def __init__(self, path: Path, timestamp: str) -> None:
        moment = datetime.fromisoformat(timestamp)
        self.when = (max(moment.year, 1980), moment.month, moment.day, moment.hour, moment.minute, moment.second)
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=3)

    def add(self, name: str, data: bytes) -> None:
        """Write one member."""
        self.archive.writestr(self._info(name), data, compresslevel=3)

    def add_file(self, name: str, file: IO[bytes]) -> None:
        """Write one member, block by block."""
        with self.archive.open(self._info(name), "w", force_zip64=True) as target:
            shutil.copyfileobj(file, target, BLOCK)

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self.when)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system = 3
        info.external_attr = 0o644 << 16
        return info

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        """Write the directory of the zip."""
        self.archive.close()


def publish(target: Path, write: Callable[[Path], None], force: bool = False) -> None:
    """Write beside the target, then rename into place: a whole output or none.

    Raises Occupied: a file (XW-O001) or folder (XW-O002) is there and ``force`` is false, or the folder
    does not hold our run mark and so is not ours to replace (XW-O003).
    """
    target = long_path(target)
    _check_target(target, force)
    target.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=".crosswalk-", dir=target.parent))
    try:
        made = room / target.name
        write(made)
        if target.is_dir():
            shutil.rmtree(target)
        try:
            made.replace(target)
        except PermissionError:
            raise Occupied("XW-O004", Place(file=str(target))) from None
    finally:
        shutil.rmtree(room, ignore_errors=True)


def _check_target(target: Path, force: bool) -> None:
    if target.is_dir():
        ours = (target / OUR_MARK).is_file()
        if any(target.iterdir()) and not (force and ours):
            raise Occupied("XW-O003" if force else "XW-O002", Place(file=str(target)))
    elif target.exists() and not force:
        raise Occupied("XW-O001", Place(file=str(target)))
