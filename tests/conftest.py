"""What tests share: where the fixtures are, and the public corpus if there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
VALID = ROOT / "fixtures" / "gbt24067" / "0.1" / "valid"


@pytest.fixture
def battery() -> Path:
    return VALID / "battery.xlsx"


@pytest.fixture
def steel() -> Path:
    return VALID / "steel.json"


@pytest.fixture(scope="session")
def corpus() -> Path:
    home = os.environ.get("CROSSWALK_CORPUS")
    if not home:
        pytest.skip("CROSSWALK_CORPUS is not set: the public corpus is not at hand")
    return Path(home)
