"""What several tests stand on: the samples, and the warehouse that a run makes of them."""

import os
from pathlib import Path

import pytest
from hypothesis import settings
from warehouse_building import build

ROOT = Path(__file__).parent.parent
# A console keeps the width that it was made with where the terminal's is in the environment (it is, in some CI).
for _name in ("COLUMNS", "LINES"):
    os.environ.pop(_name, None)
# A busy machine is no fault, and what is tested for everyone is the same everywhere; `make fuzz` goes on searching.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(scope="session")
def samples() -> Path:
    """The articles written for this project."""
    return ROOT / "raw"


@pytest.fixture(scope="session")
def warehouse(samples, tmp_path_factory) -> Path:
    """The samples' warehouse; readers only."""
    folder = tmp_path_factory.mktemp("warehouse")
    build(samples, folder)
    return folder
