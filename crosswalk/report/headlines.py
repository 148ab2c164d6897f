"""Headline values as a page shows them: by dataset, with labels; the climate results of an EPD by module."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crosswalk.core.tables import table
from crosswalk.model.modules import modules, stage
from crosswalk.model.resolution import Clue, resolve

Label = tuple[str, str]


def group_headlines(lines: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Headline values by dataset, with Chinese and English labels; single exchanges are left to the data."""
    labels = {row["key"]: (row["zh"], row["en"]) for row in table("report/headlines.csv")}
    groups: dict[str, dict[str, Any]] = {}
    results: dict[str, list[tuple[tuple[int, int], dict[str, str]]]] = {}
    for line in lines:
        head, _, rest = line["name"].partition(":")
        uuid, name = (rest[:36], rest[37:]) if head == "process" else ("", line["name"])
        group = groups.setdefault(uuid, {"uuid": uuid, "zh": "", "en": "", "rows": []})
        if name in ("name:zh", "name:en"):
            group[name[5:]] = line["value"]
        elif name.startswith("cell:"):
            if (found := _result(name, labels)) is not None:
                order, (zh, en) = found
                results.setdefault(uuid, []).append((order, {"zh": zh, "en": en, "value": line["value"]}))
        elif (label := labels.get(name)) is not None:
            group["rows"].append({"zh": label[0], "en": label[1], "value": line["value"]})
    for uuid, rows in results.items():
        groups[uuid]["rows"] += [row for _, row in sorted(rows, key=lambda item: item[0])]
    return sorted(groups.values(), key=lambda group: -len(group["rows"]))


def _result(name: str, labels: Mapping[str, Label]) -> tuple[tuple[int, int], Label] | None:
    """Order and label of a result; None for an indicator that is no headline.

    ILCD+EPD and soda4LCA name results by the UUID of the indicator, openEPD by group, set of methods and key.
    """
    who, *rest = name[5:].split(":", 2)
    if who == "impacts":
        _, tail = rest
        key, _, place = tail.partition(":")
        spot = f"cell:openepd:{key}"
    else:
        spot, place = f"cell:{resolve(Clue(uuid=who)).id}", ":".join(rest)
    if spot not in labels:
        return None
    told, _, scenario = place.partition(":")
    module = stage(told) or told
    order = list(modules())
    where = f" {module}" + (f" ({scenario})" if scenario else "")
    zh, en = labels[spot]
    rank = order.index(module) if module in order else len(order)
    return (list(labels).index(spot), rank), (zh + where, en + where)
