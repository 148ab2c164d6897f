"""Putting the files of a conversion on disk: whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.pipeline.convert import Conversion
from crosswalk.pipeline.reporting import run_mark


def publish(conversion: Conversion, target: Path, *, force: bool = False) -> Path:
    """Write a package as a zip or folder, a single document as a file. Returns the path written.

    Raises Occupied where something is in the way and ``force`` is false.
    """
    files = conversion.files
    if not conversion.target.package:
        (data,) = files.values()
        archive.publish(target, lambda path: _write(path, data), force)
    elif target.suffix.lower() == ".zip":
        moment = conversion.stamp.started if conversion.stamp else "1980-01-01T00:00:00Z"
        archive.publish(target, lambda path: archive.write_zip(path, files.items(), moment), force)
    else:
        marked = {**files, archive.OUR_MARK: run_mark(conversion)}
        archive.publish(target, lambda path: _write_folder(path, marked), force)
    return target


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
