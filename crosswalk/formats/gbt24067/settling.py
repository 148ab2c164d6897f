"""What is settled before a declaration is built or written: one cell a result key, one order, plain texts.

The workbook and the JSON form hold result cells in different places; so that both read to the same
model, cells are brought into the order of the tables, wherever they stood.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crosswalk.core.findings import Finding
from crosswalk.core.messages import finding
from crosswalk.core.places import Place
from crosswalk.core.tables import table
from crosswalk.core.text import first_illegal, has_han
from crosswalk.core.units import ratio
from crosswalk.formats.engine import Reading, Rest
from crosswalk.formats.gbt24067.layout import HEADING

FIRST = ("zh", "en")
"""The languages whose columns stand first in the workbook."""


def settle(reading: Reading) -> list[Finding]:
    """Complete what was read from a form: units of results, unique keys, one order of cells."""
    for take in reading.takes:
        if getattr(take.node, "shadow", False):
            take.leaves = 0  # the lower part of a merged cell: its leaf was counted above
    _drop_form_words(reading)
    findings = _unique_results(reading)
    _order_results(reading)
    return findings


def _drop_form_words(reading: Reading) -> None:
    """What a row of totals says of itself is part of the form: the word 合计, and that the total is 100 %."""
    for spot, cell in enumerate(reading.data.get("results", ())):
        if cell.get("stage") != "total":
            continue
        dropped = {f"results/{spot}/stage"}
        if cell.get("share", {}).get("value") == Decimal(100):
            del cell["share"]
            dropped.add(f"results/{spot}/share")
        for take in [take for take in reading.takes if take.pointer in dropped]:
            reading.takes.remove(take)
            reading.rest.append(Rest(take.parent, HEADING, take.node, take.leaves, "form"))


def _unique_results(reading: Reading) -> list[Finding]:
    """A second, different value for a result key is kept under ``unresolved`` and reported, never an overwrite."""
    found: list[Finding] = []
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    units = {row["code"]: row["unit"] for row in table("indicators/climate.csv")}
    for spot, cell in enumerate(reading.data.get("results", ())):
        if "amount" in cell:
            cell["amount"].setdefault("unit", units.get(cell.get("indicator", ""), ""))
        cell.setdefault("stage", "total")
        key = (cell.get("indicator", ""), cell["stage"])
        if key not in seen:
            seen[key] = cell
            continue
        cell["method"] = f"unresolved:{spot}"
        before, after = seen[key].get("amount", {}).get("value"), cell.get("amount", {}).get("value")
        if before != after:
            found.append(finding("XW-G004", before=str(before), after=str(after), key=" ".join(key)))
    return found


def _order_results(reading: Reading) -> None:
    """Bring result cells into the order of the indicator and stage tables."""
    cells = reading.data.get("results")
    if not cells:
        return
    indicators = {row["code"]: spot for spot, row in enumerate(table("indicators/climate.csv"))}
    stages = {row["code"]: spot for spot, row in enumerate(table("stages/gbt24067.csv"))} | {"total": -1}

    def rank(spot: int) -> tuple[int, int, int]:
        cell = cells[spot]
        return indicators.get(cell.get("indicator"), 99), stages.get(cell["stage"], 99), spot

    order = sorted(range(len(cells)), key=rank)
    news = {str(old): str(new) for new, old in enumerate(order)}
    reading.data["results"] = [cells[spot] for spot in order]
    for take in reading.takes:
        take.prefix = _moved(take.prefix, news)
    for rest in reading.rest:
        rest.pointer = _moved(rest.pointer, news)


def _moved(pointer: str, news: Mapping[str, str]) -> str:
    head, _, tail = pointer.partition("/")
    spot, slash, below = tail.partition("/")
    return f"results/{news[spot]}{slash}{below}" if head == "results" and spot in news else pointer


# --- before writing -------------------------------------------------------------------------


def tidy(value: Any, findings: list[Finding], *, workbook: bool) -> Any:
    """Plain data as a form can hold it: no empty rows; in a workbook, texts by language and legal characters."""
    if isinstance(value, Mapping):
        if set(value) == {"items"}:
            return _tidy_text(value["items"], findings, workbook=workbook)
        parts = {name: tidy(item, findings, workbook=workbook) for name, item in value.items()}
        return {name: item for name, item in parts.items() if item not in (None, {})}
    if isinstance(value, (list, tuple)):
        items = (tidy(item, findings, workbook=workbook) for item in value)
        return tuple(item for item in items if item not in (None, {}))
    return _legal(value, findings) if workbook and isinstance(value, str) else value


def _tidy_text(items: Sequence[tuple[str | None, str]], findings: list[Finding], *, workbook: bool) -> Any:
    if not workbook:
        return {"items": tuple(items)}
    kept: list[tuple[str, str]] = []
    for language, text in items:
        plain = _legal(text, findings)
        if plain is not None:
            kept.append((language or ("zh" if has_han(plain) else "en"), plain))
    return {"items": tuple(in_columns(kept))} if kept else None


def in_columns(items: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Texts in the order of a workbook's columns: Chinese, English, then what else there is."""
    counts: Counter[str] = Counter()
    ranked: list[tuple[tuple[int, str, int], tuple[str, str]]] = []
    for language, text in items:
        first = counts[language] == 0 and language in FIRST
        ranked.append(((FIRST.index(language) if first else len(FIRST), language, counts[language]), (language, text)))
        counts[language] += 1
    return [pair for _, pair in sorted(ranked, key=lambda item: item[0])]


def _legal(text: str, findings: list[Finding]) -> str | None:
    """A text as a cell holds it: line ends as line feeds, no control characters; None for a blank one."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    while (character := first_illegal(plain)) is not None:
        findings.append(finding("XW-I109", before=text[:60], code=f"{ord(character):04X}"))
        plain = plain.replace(character, "")
    return plain if plain.strip() else None


def losses(before: Mapping[str, Any], after: Mapping[str, Any], member: str) -> Iterator[Finding]:
    """What a form cannot hold of a declaration, place by place; and units that it supplied."""
    yield from _compare(before, after, "", member)


def _compare(before: Any, after: Any, path: str, member: str) -> Iterator[Finding]:
    if isinstance(before, Mapping) and "items" in before and isinstance(after, Mapping):
        if _words(before) != _words(after):
            yield _lost(before, path, member)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _compare_objects(before, after, path, member)
    elif isinstance(before, (list, tuple)) and isinstance(after, (list, tuple)):
        yield from _compare_lists(before, after, path, member)
    elif before not in (None, (), [], {}) and before != after:
        yield _lost(before, path, member)


def _words(text: Mapping[str, Any]) -> list[str]:
    """The texts of all languages; cells know no line of blanks and no blank at the end of one."""
    return sorted(" ".join(words.split()) for _, words in text.get("items", ()))


def _shown(value: Any) -> str:
    """A value as a reader knows it: the words of a text, the parts of a list behind each other."""
    if isinstance(value, Mapping) and "items" in value:
        return " / ".join(words for _, words in value["items"])
    if isinstance(value, Mapping):
        return " ".join(_shown(part) for part in value.values())
    if isinstance(value, (list, tuple)):
        return " / ".join(_shown(part) for part in value)
    return str(value)


def _compare_objects(before: Mapping[str, Any], after: Mapping[str, Any], path: str, member: str) -> Iterator[Finding]:
    for name in before:
        here = f"{path}/{name}" if path else name
        if name == "raw":
            continue
        if name == "unit" and "value" in before and _same_unit(before[name], after.get(name)):
            continue
        yield from _compare(before[name], after.get(name), here, member)
    if "value" in before and not before.get("unit") and after.get("unit"):
        yield finding("XW-G006", target=Place(member=member, pointer=path), after=str(after["unit"]), field=path)


def _same_unit(left: str, right: str | None) -> bool:
    parts = ratio(left)
    return left == right or (right is not None and parts is not None and parts == ratio(right))


def _compare_lists(before: Sequence[Any], after: Sequence[Any], path: str, member: str) -> Iterator[Finding]:
    others = {_key(item, order): item for order, item in enumerate(after)}
    held = [(spot, item) for spot, item in enumerate(before) if item not in (None, {})]
    for order, (spot, item) in enumerate(held):
        match = others.get(_key(item, order))
        if match is None:
            yield _lost(item, f"{path}/{spot}", member)
        else:
            yield from _compare(item, match, f"{path}/{spot}", member)


def _key(item: Any, spot: int) -> object:
    """Result cells are found by what they say, other items by their place."""
    if isinstance(item, Mapping) and "indicator" in item:
        return item["indicator"], item.get("stage"), item.get("method"), item.get("scenario"), item.get("basis")
    return spot


def _lost(value: Any, path: str, member: str) -> Finding:
    return finding("XW-G005", target=Place(member=member, pointer=path), before=_shown(value)[:120], field=path)
