"""Make our own mapping tables onto EF 3.1 from the data in ``flows/``.

    python mappings/_build/own_flows.py TARGETS.csv[.gz] mappings/flows

TARGETS is the EF 3.1 flow list (columns uuid, name, context, unit, cas) of the user's reference package. Makes
``ghg_ef31``, ``gb_hj_ef31`` and ``tiangong_ef31``; stops at the first name that the list does not hold.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from flow_targets import CONTEXTS, TARGET, Targets, read_rows, save

from crosswalk.core.ids import check
from crosswalk.core.text import has_han
from crosswalk.mapping.table import BROAD, CLOSE, EXACT, NARROW, FlowMapping, MappingTable, Side, TableHead, Verdict
from crosswalk.mapping.tables.checks.content import check_content
from crosswalk.mapping.tables.checks.subject import Subject

HERE = Path(__file__).parent / "flows"
DATE, LICENCE, AUTHOR = "2026-11-24", "https://www.apache.org/licenses/LICENSE-2.0", "crosswalk"
MANUAL = "semapv:ManualMappingCuration"
MEDIA = {"air": ("大气", "air"), "water": ("水体", "water")}
RELATIONS = {"": EXACT, "=": EXACT, ">": NARROW, "<": BROAD, "~": CLOSE}
DECISIONS = {"none": Verdict.NO_TARGET, **{verdict.value: verdict for verdict in Verdict}}


def head(id_: str, title: str, source: str, comment: str) -> TableHead:
    return TableHead(
        id=id_, title=title, version="1", licence=LICENCE, source_list=source, date=DATE, creators=(AUTHOR,),
        comment=comment, **TARGET,
    )


def split(cell: str) -> list[str]:
    return [name for name in cell.split("|") if name]


def note(row: dict[str, str]) -> str:
    return " / ".join(text for text in (row["zh"], row["en"]) if text)


def found(targets: Targets, name: str, medium: str) -> Side:
    side = targets.named(name, CONTEXTS[medium])
    assert side is not None, f"EF 3.1 has no {name!r} in {medium}"
    return side


def source(name: str, medium: str, cas: str, unit: str = "kg") -> Side:
    zh, en = MEDIA[medium]
    return Side(name=name, context=zh if has_han(name) else en, unit=unit, cas=cas)


def row_of(source_: Side, target: Side, decision: Verdict, **slots: object) -> FlowMapping:
    return FlowMapping(source_, target, decision, justification=MANUAL, author=AUTHOR, date=DATE, **slots)  # type: ignore[arg-type]


def ghg(targets: Targets) -> Iterator[FlowMapping]:
    """Gases by name; a name that stands for several gases, or does not tell isomers apart, is not decided."""
    named: dict[str, list[tuple[Side, str, bool]]] = {}
    for row in read_rows(HERE / "ghg.csv"):
        target = targets.by_id[row["uuid"]]
        assert target.name == row["target"], (target, row)
        assert target.context == CONTEXTS["air"], target
        for name in [*split(row["zh"]), *split(row["en"]), *split(row["formula"])]:
            named.setdefault(name.removesuffix("?"), []).append((target, row["cas"], name.endswith("?")))
    for name, choices in named.items():
        several, vague = len(choices) > 1, any(open_ for _, _, open_ in choices)
        for target, cas, _ in choices:
            decision = Verdict.UNSURE if several else Verdict.REVIEW if vague else Verdict.AUTO
            comment = "未说明异构体 / the isomer is not stated" if several or vague else ""
            given = source(name, "air", "" if several else cas)
            yield row_of(given, target, decision, evidence=("name",), comment=comment)
    for row in read_rows(HERE / "ghg_unclear.csv"):
        for name in split(row["names"]):
            given = source(name, "air", row["cas"])
            for candidate in split(row["candidates"]):
                yield row_of(given, found(targets, candidate, "air"), Verdict.UNSURE, predicate=NARROW, comment=note(row))
            if not row["candidates"]:
                yield row_of(given, Side(), Verdict.NO_TARGET, comment=note(row))


def gb_hj(targets: Targets) -> Iterator[FlowMapping]:
    """Pollutants of the standards, by medium."""
    for row in read_rows(HERE / "gb_hj.csv"):
        target = found(targets, row["target"], row["medium"]) if row["target"] else Side()
        for name in split(row["names"]):
            factor = row["factor"] or "1"
            yield replace(
                row_of(source(name, row["medium"], row["cas"]), target, DECISIONS[row["decision"]]),
                factor=Decimal(factor),
                factor_text=factor,
                basis=row["basis"],
                predicate=RELATIONS[row["relation"]],
                evidence=("name",) if row["target"] else (),
                comment=note(row),
            )


def tiangong(targets: Targets) -> Iterator[FlowMapping]:
    """Chinese names in the compartments in which EF 3.1 has the substance, as TianGong labels compartments."""
    labels = {row["short"]: row for row in read_rows(HERE / "tiangong_contexts.csv")}
    for row in read_rows(HERE / "tiangong.csv"):
        places = split(row["places"]) or list(CONTEXTS)
        for place in places:
            label = labels[place]
            target = targets.named(row["target"], label["ef"])
            if target is None:
                assert not row["places"], f"EF 3.1 has no {row['target']!r} in {place}"
                continue
            for name in split(row["names"]):
                given = Side(row["uuid"], name, label["zh"], target.unit, cas=check("cas", row["cas"]).value if row["cas"] else "")
                yield row_of(
                    given, target, DECISIONS[row["decision"]], predicate=RELATIONS[row["relation"]],
                    evidence=("name",), comment=note(row),
                )
        if not row["target"]:
            for name in split(row["names"]):
                yield row_of(Side(row["uuid"], name, labels[places[0]]["zh"], "kg"), Side(), Verdict.NO_TARGET, comment=note(row))


TABLES = (
    (
        head(
            "ghg_ef31", "Greenhouse gases of GB/T 24067 and IPCC AR6 to EF 3.1", "ghg",
            "Own work. Names in Chinese and English and formulas; context: 大气 or air. Gases whose carbon may be fossil or "
            "biogenic are not decided.",
        ),
        ghg,
    ),
    (
        head(
            "gb_hj_ef31", "Pollutants of GB 16297, GB 3095, GB 3838, GB 8978, GB 18918 and HJ 212 to EF 3.1", "gb_hj",
            "Own work. Names of the standards by medium (大气, 水体; air, water for codes); sums and groups are not decided.",
        ),
        gb_hj,
    ),
    (
        head(
            "tiangong_ef31", "Chinese flow names as used with TianGong to EF 3.1", "tiangong",
            "Own work. TianGong's elementary flows carry the UUIDs of EF 3.1, so an identifier needs no table; this one is "
            "for names, in the compartments as TianGong labels them.",
        ),
        tiangong,
    ),
)


def merged(rows: Iterator[FlowMapping]) -> list[FlowMapping]:
    """Each row once; of several targets of one name none is decided; what our own checks flag is for a person."""
    once = {(row.source, row.target.id): row for row in rows}
    targets: dict[Side, set[str]] = {}
    for given, target in once:
        targets.setdefault(given, set()).add(target)
    subject = Subject(MappingTable(TableHead(), ()))
    done = []
    for row in once.values():
        if row.decision is Verdict.AUTO and len(targets[row.source]) > 1:
            row = replace(row, decision=Verdict.UNSURE)
        if codes := [item.code for item in check_content(subject, row)]:
            text = "; ".join(part for part in (row.comment, f"crosswalk {' '.join(codes)}") if part)
            row = replace(row, decision=Verdict.REVIEW, comment=text)
        done.append(row)
    return done


def build(list_: Path, out: Path) -> list[Path]:
    targets = Targets(list_)
    return [save(out, head_, merged(rows(targets))) for head_, rows in TABLES]


if __name__ == "__main__":
    for made in build(Path(sys.argv[1]), Path(sys.argv[2])):
        print(made)
