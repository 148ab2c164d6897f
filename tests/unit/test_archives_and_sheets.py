"""Bytes from outside: zips, folders, workbooks, XML and JSON with every trap that is named in the manual of formats."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest

from crosswalk.carriers import archive, json, sheet, workbook, xml
from crosswalk.carriers.limits import Limits
from crosswalk.carriers.node import NumberText
from crosswalk.core.errors import LimitExceeded, Occupied, Protected, SyntaxBroken, Unreachable

NOW = datetime(2026, 1, 1)


def zipped(**members):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return target.getvalue()


@pytest.mark.parametrize("name", ["../x.xml", "/x.xml", "C:/x.xml", "a/../../x"])
def test_unsafe_names_are_refused(name):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(name, b"x")
    with pytest.raises(SyntaxBroken) as refused:
        list(archive.read_members(target.getvalue()))
    assert refused.value.code == "XW-I115"


def test_bombs_and_broken_zips_are_refused():
    with pytest.raises(LimitExceeded):
        list(archive.read_members(zipped(big=b"\0" * 2**22)))
    with pytest.raises(SyntaxBroken) as refused:
        list(archive.read_members(zipped(a=b"x" * 999)[:-30]))
    assert refused.value.code == "XW-I117"
    with pytest.raises(LimitExceeded):
        list(archive.read_members(zipped(a=b"", b=b""), Limits(max_members=1)))


def test_encrypted_members_are_named():
    data = bytearray(zipped(a=b"secret"))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        spot = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[spot] |= 1
    with pytest.raises(Protected):
        list(archive.read_members(bytes(data)))


def test_names_in_gbk_are_read():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr("PLACEHOLDER.xml", b"x")
    raw = "电池数据集1".encode("gb18030")
    assert len(raw) == len(b"PLACEHOLDER")
    (member,) = archive.read_members(target.getvalue().replace(b"PLACEHOLDER", raw))
    assert member.name == "电池数据集1.xml"


def test_missing_and_folder(tmp_path):
    with pytest.raises(Unreachable) as refused:
        archive.open_bytes(tmp_path / "没有.xlsx")
    assert refused.value.code == "XW-I110"
    with pytest.raises(Unreachable):
        archive.open_bytes(tmp_path)


def test_publishing_is_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.zip"

    def fail(path):
        path.write_bytes(b"half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        archive.publish(target, fail)
    assert list(tmp_path.iterdir()) == []

    def zip_one(path):
        with archive.ZipOutlet(path, "2026-01-01T00:00:00Z") as outlet:
            outlet.add("a.xml", b"1")

    archive.publish(target, zip_one)
    with pytest.raises(Occupied):
        archive.publish(target, fail)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "mine.txt").write_text("keep")
    with pytest.raises(Occupied) as refused:
        archive.publish(folder, fail, force=True)
    assert refused.value.code == "XW-O003"
    assert (folder / "mine.txt").read_text() == "keep"


def test_numbers_keep_their_digits_in_a_workbook():
    digits = ["1.10", "3.63e-05", "0.000100", "123456789012345", "-7.0"]
    cells = tuple(workbook.CellPlan(row, 1, NumberText(text)) for row, text in enumerate(digits, 1))
    data, findings = workbook.write_workbook([workbook.SheetPlan("数", cells)], NOW, {})
    assert [cell.text for cell in sheet.read_workbook(data).sheets[0].cells()] == digits
    assert findings == []


def test_long_numbers_become_text_and_formulas_stay_text():
    cells = (
        workbook.CellPlan(1, 1, NumberText("1234567890.1234567")),
        workbook.CellPlan(2, 1, "=1+1"),
        workbook.CellPlan(3, 1, "@cmd"),
    )
    data, findings = workbook.write_workbook([workbook.SheetPlan("s", cells)], NOW, {})
    read = list(sheet.read_workbook(data).sheets[0].cells())
    assert [(cell.kind, cell.text, cell.formula) for cell in read] == [
        ("text", "1234567890.1234567", None),
        ("text", "=1+1", None),
        ("text", "@cmd", None),
    ]
    assert [finding.code for finding in findings] == ["XW-I126"]


def test_binary_tails_dates_and_percent():
    assert sheet.round_to_excel("0.41299999999999998") == "0.413"
    assert sheet.serial_date("45658") == "2025-01-01"
    assert sheet.serial_date("1") == "1900-01-01"
    assert sheet.serial_date("61") == "1900-03-01"
    assert sheet.serial_date("0", date1904=True) == "1904-01-01"
    assert sheet.serial_date("45658.5") == "2025-01-01T12:00:00"
    cell = sheet.Cell("s", 7, 3, "number", "0.413", "0.0%")
    assert cell.is_percent
    assert not sheet.Cell("s", 1, 1, "number", "5", '0"%"').is_percent
    assert cell.place.pointer == "s!C7"


def test_xml_is_hardened():
    for text, code in (
        (b"<a><b></a>", "XW-I101"),
        (b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", "XW-I102"),
        (b"", "XW-I101"),
    ):
        with pytest.raises(SyntaxBroken) as refused:
            xml.parse(text, "f.xml")
        assert refused.value.code == code


def test_json_is_exact_and_strict():
    assert (
        json.serialise(json.parse(b'{"a": [1.10, 3.63e-05, 12345678901234567890]}'), None)
        == b'{"a": [1.10, 3.63e-05, 12345678901234567890]}\n'
    )
    for text, code in (
        (b'{"a":1,"a":2}', "XW-I105"),
        (b"[NaN]", "XW-I104"),
        (b"{", "XW-I104"),
        (b"[" * 300 + b"]" * 300, "XW-I103"),
        (b"[" + b"9" * 500 + b"]", "XW-I106"),
    ):
        with pytest.raises((SyntaxBroken, LimitExceeded)) as refused:
            json.parse(text)
        assert refused.value.code == code
    assert json.parse('{"名": "值"}'.encode("gb18030")) == {"名": "值"}
    assert json.line_of('{\n "a": [1,\n  {"b": 2}]\n}', "/a/1/b") == 3
    with pytest.raises(TypeError):
        json.serialise({"a": 0.1})
