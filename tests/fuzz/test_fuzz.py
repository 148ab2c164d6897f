"""Whatever the bytes, reading ends with a result or a CrosswalkError that says what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crosswalk
from crosswalk.core.errors import CrosswalkError

VALID = Path(__file__).resolve().parents[2] / "fixtures" / "gbt24067" / "0.1" / "valid"
PROCESS = (
    '<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">'
    "<processInformation><dataSetInformation><common:UUID>u</common:UUID><name><baseName xml:lang='zh'>钢</baseName></name>"
    "</dataSetInformation><quantitativeReference type='x'><referenceToReferenceFlow>0</referenceToReferenceFlow>"
    "</quantitativeReference></processInformation><exchanges><exchange dataSetInternalID='0'><meanAmount>1.0</meanAmount>"
    "</exchange></exchanges></processDataSet>"
).encode()
TIDAS = (
    '{"processDataSet": {"processInformation": {"dataSetInformation": {"common:UUID": "u", "name": {"baseName": '
    '[{"@xml:lang": "zh", "#text": "钢"}]}}}, "exchanges": {"exchange": [{"@dataSetInternalID": "0", "meanAmount": "1"}]}}}'
).encode()
SEEDS = {
    "battery.xlsx": (VALID / "battery.xlsx").read_bytes(),
    "steel.json": (VALID / "steel.json").read_bytes(),
    "p.xml": PROCESS,
    "t.json": TIDAS,
}
NAMES = ["a.xlsx", "a.json", "a.xml", "a.zip", "a.xls", "a.et", "a"]
QUIET = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def inspect(folder: Path, name: str, data: bytes) -> None:
    """Inspect bytes under a name; anything but a CrosswalkError fails the test."""
    path = folder / name
    path.write_bytes(data)
    try:
        crosswalk.inspect(path)
    except CrosswalkError as problem:
        assert problem.code
        assert str(problem)


@QUIET
@given(name=st.sampled_from(NAMES), head=st.sampled_from([b"", b"PK\x03\x04", b"<", b"{", b"\xd0\xcf\x11\xe0", b"\xef\xbb\xbf"]), data=st.binary(max_size=200))  # fmt: skip
def test_random_bytes(tmp_path, name, head, data):
    inspect(tmp_path, name, head + data)


@QUIET
@given(data=st.data())
def test_mutated_files(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(SEEDS)))
    body = bytearray(SEEDS[name])
    for _ in range(data.draw(st.integers(1, 6))):
        spot = data.draw(st.integers(0, len(body) - 1))
        how = data.draw(st.sampled_from(["flip", "cut", "drop", "repeat"]))
        if how == "flip":
            body[spot] = data.draw(st.integers(0, 255))
        elif how == "cut" and spot:
            del body[spot:]
        elif how == "drop":
            del body[spot : spot + data.draw(st.integers(1, 30))]
        else:
            body[spot:spot] = body[spot : spot + 20]
        if not body:
            break
    inspect(tmp_path, name, bytes(body))


SWAPS = ["null", "true", "1", '"x"', "[]", "{}", '[{"a":[]}]', "1e999999", "-0", '""']


@pytest.mark.parametrize("seed", ["steel.json", "t.json"])
@QUIET
@given(data=st.data())
def test_values_of_another_type(tmp_path, seed, data):
    """One value of a sound JSON file takes another type: lists for objects, objects for texts."""
    tree = json.loads(SEEDS[seed])
    holders = list(_holders(tree))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(holders))
        holder[key] = _Raw(data.draw(st.sampled_from(SWAPS)))
    inspect(tmp_path, seed, _text(tree).encode())


class _Raw(str):
    __slots__ = ()


def _holders(value):
    """Every place that holds a value."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(item, (dict, list)):
            yield from _holders(item)


def _text(value):
    if isinstance(value, _Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
