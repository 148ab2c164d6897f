"""What tests share: where the fixtures are, and the public corpus if there is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent
VALID = ROOT / "fixtures" / "gbt24067" / "0.1" / "valid"

# A busy machine is no fault of the code: neither an example nor the making of examples is held to a clock.
settings.register_profile("crosswalk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("crosswalk")


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
