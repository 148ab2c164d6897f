"""Reading the output back before anything is published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from crosswalk.carriers import xml
from crosswalk.core.errors import VerifyFailed
from crosswalk.formats.documents import Document, Draft, Format, Headline, Member, Source
from crosswalk.formats.engine import covers
from crosswalk.model.base import plain
from crosswalk.pipeline.account import key_of


def source_of(files: Mapping[str, bytes]) -> Source:
    """Output files as an input, held in memory."""

    def members() -> Iterator[Member]:
        for name, data in files.items():
            yield Member(name, _reader(data))

    return Source("output", members, "file" if len(files) == 1 and "/" not in next(iter(files)) else "folder")


def _reader(data: bytes) -> Callable[[], bytes]:
    return lambda: data


def verify(
    format_: Format, files: Mapping[str, bytes], drafts: Sequence[Draft], options: Mapping[str, str]
) -> list[Document]:
    """The output read back, one document a draft. Raises VerifyFailed (XW-P011) where it differs from intent.

    Intended is what the draft says of the model: what the target has no place for is in the account.
    """
    again = [part for part in format_.read(source_of(files), options) if isinstance(part, Document)]
    if len(again) != len(drafts):
        raise VerifyFailed("XW-P011", None, what="datasets", before=str(len(drafts)), after=str(len(again)))
    for draft, document in zip(drafts, again, strict=True):
        if draft.said is None and draft.reread is not None and _is_same_tree(document, files.get(draft.member)):
            draft.said = document.model
        if draft.says == document.model:
            continue
        intended, read = _by_key(plain(draft.says)), _by_key(plain(document.model))
        if not covers(intended, read):
            what, before, after = next(_differences(intended, read, ""))
            where = " ".join((*key_of(draft), what))
            raise VerifyFailed("XW-P011", None, what=where, before=before, after=after)
    return again


def _is_same_tree(document: Document, data: bytes | None) -> bool:
    """Whether the bytes hold all of the tree that was written: what is read from them and written again is the same
    to the character. Then the tree that was written says what was read, and need not be read once more.
    """
    return isinstance(document.syntax, xml.XmlSyntax) and xml.serialise(document.root.getroottree()) == data


def _by_key(data: dict[str, Any]) -> dict[str, Any]:
    """Result cells are found by their key: their order in a file means nothing."""
    if "results" not in data:
        return data
    return {**data, "results": tuple(sorted(data["results"], key=_key))}


def _key(cell: Mapping[str, Any]) -> tuple[str, ...]:
    return cell["indicator"], cell["stage"], cell.get("method") or "", cell.get("scenario") or ""


def _differences(left: object, right: object, path: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in dict.fromkeys([*left, *right]):
            if not covers({name: left.get(name)}, {name: right.get(name)}):
                yield from _differences(left.get(name), right.get(name), f"{path}/{name}")
    elif isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)) and len(left) == len(right):
        for spot, (a, b) in enumerate(zip(left, right, strict=True)):
            if not covers({"x": a}, {"x": b}):
                yield from _differences(a, b, f"{path}/{spot}")
    else:
        yield path, _shown(left), _shown(right)


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"


def compare_headlines(intended: Sequence[Headline], found: list[Headline]) -> list[Headline]:
    """What was found. Raises VerifyFailed for the first headline value that the independent checker reads differently.

    A name may occur more than once (several reference flows, internal ids used twice): its values are
    compared in order.
    """
    wanted, seen = _by_name(intended), _by_name(found)
    for name, lines in wanted.items():
        others = [line.value for line in seen.get(name, ())]
        for line, other in zip_longest(lines, others):
            if line is None or other is None or other not in (line.value, line.said):
                before = "-" if line is None else line.value
                raise VerifyFailed("XW-P011", None, what=name, before=before, after="-" if other is None else other)
    return found


def _by_name(headlines: Sequence[Headline]) -> dict[str, list[Headline]]:
    lines: dict[str, list[Headline]] = {}
    for headline in headlines:
        lines.setdefault(headline.name, []).append(headline)
    return lines
