"""What every test may use."""

import gc
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


@pytest.fixture(scope="module", autouse=True)
def quick_collector() -> Iterator[None]:
    """Keep what earlier modules loaded from the garbage collector, which Streamlit calls after every run."""
    gc.freeze()
    yield
    gc.unfreeze()


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


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[dict[str, str]]:
    """What the environment says while casebooks are opened on PostgreSQL; see `tests.casebook.postgresql`."""
    from tests.casebook import postgresql

    with postgresql.served() as server, postgresql.copied_from(server) as template:
        yield {postgresql.IN_USE: server, postgresql.TEMPLATE: template}


@pytest.fixture(scope="module", autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The kind of database that `tests.casebook.builders.open_casebook` opens.

    A casebook that is shared by a module asks for this fixture, so that each kind has its own.
    """
    kind: str = getattr(request, "param", "sqlite")
    with pytest.MonkeyPatch.context() as environment:
        if kind == "sqlite":
            yield kind
            return
        from tests.casebook import postgresql

        server: dict[str, str] = request.getfixturevalue("postgresql_server")
        for name, value in server.items():
            environment.setenv(name, value)
        yield kind
        postgresql.clear(server[postgresql.IN_USE], server[postgresql.TEMPLATE])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked on_both run once a kind of database."""
    marked = metafunc.definition.get_closest_marker
    if marked("on_both") and not marked("on_sqlite"):
        metafunc.parametrize("database", ("sqlite", "postgresql"), indirect=True, scope="module")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests marked torch skip where PyTorch is not installed, and fail there if CALLUS_REQUIRE_TORCH=1."""
    if item.get_closest_marker("torch") and find_spec("torch") is None:
        if os.environ.get("CALLUS_REQUIRE_TORCH") == "1":
            pytest.fail("CALLUS_REQUIRE_TORCH=1, but PyTorch is not installed")
        pytest.skip("PyTorch is not installed (make torch)")
