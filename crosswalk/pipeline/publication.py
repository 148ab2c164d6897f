"""Converting onto disk: the whole output or none of it."""

from __future__ import annotations

from pathlib import Path

from crosswalk.carriers import archive
from crosswalk.core.errors import UsageError
from crosswalk.core.findings import Ledger
from crosswalk.core.places import Place
from crosswalk.core.provenance import RunStamp
from crosswalk.formats import load
from crosswalk.pipeline.convert import Conversion, Request, convert_package
from crosswalk.pipeline.reading import Package
from crosswalk.pipeline.reporting import run_mark


def deliver(
    package: Package,
    request: Request,
    target: Path,
    *,
    stamp: RunStamp,
    ledger: Ledger | None = None,
    force: bool = False,
) -> Conversion:
    """Convert into a file, a zip or a folder, file by file; it appears once all of it is written and verified.

    Raises Occupied where something is in the way and ``force`` is false, UsageError (XW-U056) where that is the input,
    and what ``convert_package`` names.
    """
    spare_input(package.source.file, target)
    made: list[Conversion] = []

    def write(path: Path) -> None:
        made.append(_write(package, request, path, stamp, ledger))

    archive.publish(target, write, force)
    return made[0]


def spare_input(source: str | Path, target: Path) -> None:
    """Raises UsageError (XW-U056) where the output would replace the input, whatever is forced."""
    if target.exists() and Path(source).exists() and target.samefile(source):
        raise UsageError("XW-U056", Place(file=str(source)), output=str(target))


def _write(package: Package, request: Request, path: Path, stamp: RunStamp, ledger: Ledger | None) -> Conversion:
    if not load(request.to).card.package:
        conversion = convert_package(package, request, stamp=stamp, ledger=ledger)
        (data,) = conversion.files.values()
        path.write_bytes(data)
    elif path.suffix.lower() == ".zip":
        with archive.ZipOutlet(path, stamp.started) as outlet:
            conversion = convert_package(package, request, stamp=stamp, ledger=ledger, outlet=outlet)
    else:
        folder = archive.FolderOutlet(path)
        conversion = convert_package(package, request, stamp=stamp, ledger=ledger, outlet=folder)
        folder.add(archive.OUR_MARK, run_mark(conversion))
    return conversion
