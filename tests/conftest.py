"""What every test may use."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Take back the name `__main__`, which Streamlit's AppTest gives to the page that it runs.

    A process that a later test spawns would run that page first, fail, and be spawned again for ever.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real radiographs beside the checkout.

    The test skips where there is none, and fails there where CALLUS_REQUIRE_DATA=1 says that there must be.
    """
    if not SHARED.is_dir():
        if os.environ.get("CALLUS_REQUIRE_DATA") == "1":
            pytest.fail("CALLUS_REQUIRE_DATA=1, but there are no radiographs in ../shared/data")
        pytest.skip("no radiographs in ../shared/data beside the checkout")
    return SHARED


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked torch skip where PyTorch is not installed, and fail there if CALLUS_REQUIRE_TORCH=1."""
    if item.get_closest_marker("torch") and find_spec("torch") is None:
        if os.environ.get("CALLUS_REQUIRE_TORCH") == "1":
            pytest.fail("CALLUS_REQUIRE_TORCH=1, but PyTorch is not installed")
        pytest.skip("PyTorch is not installed (make torch)")
