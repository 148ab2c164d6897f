"""At buyer level nothing of the inventory leaves, in no artefact."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest

import crosswalk
from crosswalk.cli.main import main


def secrets(path):
    """Supplier names, factor sources, evidence, names and distinctive quantities of the fixture's inventory."""
    value = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"), parse_float=str, parse_int=str)
    words = {row["source_ref"] for row in value["ef"]} | {row["licence"] for row in value["ef"]}
    words |= {text["text"] for row in value["inv"] for text in row["name"]} | {"bom.csv", "湘临锂材", "乌拉特炭材"}
    stages = {row["co2e"] for row in value["res"]["stage"]}  # a stage of one line shows that line's contribution
    words |= {row["co2e"] for row in value["inv"] if len(row["co2e"]) > 4} - stages
    words |= {row["amount"] for row in value["inv"] if len(row["amount"]) > 3} | {"0.5777", "17.35", "0.0742"}
    return {word for word in words if len(word) > 3} - {"政府公开数据"}


def found(words, text):
    """Words that stand in a text; numbers as whole numbers, not as part of a digest."""
    return [
        w
        for w in sorted(words)
        if (re.search(rf"(?<![0-9a-f.-]){re.escape(w)}(?![0-9a-f-])", text) if w[0].isdigit() else w in text)
    ]


def contents(path):
    """All text of an artefact, archives unpacked to the last part."""
    if path.is_dir():
        return "".join(contents(item) for item in sorted(path.rglob("*")) if item.is_file())
    return _unpacked(path.read_bytes())


def _unpacked(data):
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "".join(_unpacked(archive.read(name)) for name in archive.namelist())
    return data.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("target", "output"),
    [
        ("ilcd", "o.zip"),
        ("ilcd", "folder"),
        ("tidas", "o.zip"),
        ("tidas", "folder"),
        ("gbt24067", "o.xlsx"),
        ("gbt24067", "o.json"),
    ],
)
def test_nothing_of_the_inventory_leaves(tmp_path, battery, target, output):
    code = main(
        ["convert", str(battery), "--to", target, "-o", str(tmp_path / "out" / output), "--disclose", "buyer", "--draft",
         "--report", str(tmp_path / "out" / "r.html"), "--ledger", str(tmp_path / "out" / "l.jsonl"),
         "--now", "2026-03-02T00:00:00Z"]
    )  # fmt: skip
    assert code in (0, 1)
    main(
        [
            "convert",
            str(battery),
            "--to",
            target,
            "-o",
            str(tmp_path / "two" / output),
            "--disclose",
            "buyer",
            "--draft",
            "--report",
            str(tmp_path / "out" / "r.json"),
            "--now",
            "2026-03-02T00:00:00Z",
        ]
    )
    text = contents(tmp_path / "out")
    assert "磷酸铁锂动力电池包" in text
    assert found(secrets(battery), text) == []


def test_the_fixture_has_secrets_to_keep(tmp_path, battery):
    crosswalk.convert(battery, "gbt24067", tmp_path / "all.xlsx", now="2026-03-02T00:00:00Z")
    text = contents(tmp_path / "all.xlsx")
    assert len(found(secrets(battery), text)) > 40
