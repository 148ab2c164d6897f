"""Settings: command line, then environment, then the nearest crosswalk.toml, then defaults."""

from __future__ import annotations

import pytest

from crosswalk.cli.main import main
from crosswalk.core.errors import SettingsError, UsageError
from crosswalk.core.provenance import resolve_now
from crosswalk.core.settings import resolve_settings
from crosswalk.core.tables import overlay, table


def test_the_nearest_source_wins_and_is_named(tmp_path):
    (tmp_path / "crosswalk.toml").write_text('lang = "zh"\ndisclose = "buyer"\n', encoding="utf-8")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    found = resolve_settings({"lang": "en"}, {"CROSSWALK_DISCLOSE": "verifier"}, inner)
    assert (found["lang"].value, found["lang"].origin) == ("en", "command line")
    assert (found["disclose"].value, found["disclose"].origin) == ("verifier", "CROSSWALK_DISCLOSE")
    assert found["fail_on"].origin == "default"
    plain = resolve_settings({}, {}, inner)
    assert plain["lang"].value == "zh"
    assert plain["lang"].origin.endswith("crosswalk.toml")


def test_wrong_settings_are_refused(tmp_path):
    for text, code in (("lang = ", "XW-U030"), ('colour = "red"\n', "XW-U031")):
        (tmp_path / "crosswalk.toml").write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as refused:
            resolve_settings({}, {}, tmp_path)
        assert refused.value.code == code


def test_the_file_decides_what_leaves(tmp_path, battery, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "crosswalk.toml").write_text('disclose = "buyer"\nlang = "zh"\n', encoding="utf-8")
    assert main(["convert", str(battery), "--to", "ilcd", "-o", "o.zip"]) == 0
    assert "未提供" in capsys.readouterr().err


def test_the_clock_is_read_last():
    assert resolve_now("2026-03-01T08:00:00+08:00", {"SOURCE_DATE_EPOCH": "0"}) == "2026-03-01T00:00:00Z"
    assert resolve_now(None, {"SOURCE_DATE_EPOCH": "1767225600"}) == "2026-01-01T00:00:00Z"
    for text in ("soon", "-1", "²", "9" * 30, "9" * 5000):
        with pytest.raises(UsageError) as refused:
            resolve_now(None, {"SOURCE_DATE_EPOCH": text})
        assert refused.value.code == "XW-U001"


def test_own_tables_come_first(tmp_path):
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "tolerances.csv").write_text("check,value,unit\nstage_sum,0.5,x\n", encoding="utf-8")
    with overlay(tmp_path):
        assert table("checks/tolerances.csv")[0]["value"] == "0.5"
    assert table("checks/tolerances.csv")[0]["value"] == "0.01"
