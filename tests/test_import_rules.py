"""The house rules of docs/ARCHITECTURE.md, read off the imports."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# In the order in which a radiograph passes: each folder of core imports only those before it.
ORDER = (
    "imaging",
    "models",
    "training",
    "inference",
    "evaluation",
    "examination",
    "reporting",
    "casebook",
    "monitoring",
    "accounts",
    "commands",
)
FOUNDATION = {"records", "errors", "settings"}
SCREEN = {"streamlit", "dashboard", "pages"}
# What a page may not do itself: networks, pictures and the database are asked for at core's front doors.
NOT_IN_PAGES = {"keras", "tensorflow", "tf_keras_vis", "cv2", "sqlalchemy", "pages"}


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Dotted names of the modules that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names if node.module == "core")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", files("core"), ids=name_of)
def test_core_works_without_a_screen(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & SCREEN


@pytest.mark.parametrize("path", files("core"), ids=name_of)
def test_a_folder_of_core_imports_only_those_before_it(path: Path) -> None:
    parts = path.relative_to(ROOT / "core").parts
    if len(parts) == 1:
        return
    allowed = FOUNDATION | set(ORDER[: ORDER.index(parts[0]) + 1])
    used = {name.split(".")[1] for name in imported(path) if name.startswith("core.")}
    assert used <= allowed, f"{name_of(path)} imports {sorted(used - allowed)}"


def test_every_folder_of_core_has_its_place() -> None:
    folders = {path.parent.name for path in (ROOT / "core").glob("*/__init__.py")}
    assert folders == set(ORDER)


@pytest.mark.parametrize("path", files("pages"), ids=name_of)
def test_a_page_uses_the_dashboard_and_the_front_doors_only(path: Path) -> None:
    names = list(imported(path))
    assert not {name.split(".")[0] for name in names} & NOT_IN_PAGES
    for name in names:
        if name.startswith("core."):
            assert name.split(".")[1] in FOUNDATION | set(ORDER)
            assert name.count(".") == 1, f"{name_of(path)} goes past the front door: {name}"


@pytest.mark.parametrize("path", files("pages"), ids=name_of)
def test_a_page_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 160


@pytest.mark.parametrize("path", [*files("core"), *files("dashboard"), *files("pages")], ids=name_of)
def test_nothing_is_called_utils_and_nothing_is_validated_by_assert(path: Path) -> None:
    assert "util" not in path.stem
    assert not any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(path.read_text())))


@pytest.mark.parametrize("path", [*files("dashboard"), *files("pages")], ids=name_of)
def test_a_page_is_drawn_anew_only_by_the_way_that_loses_no_request(path: Path) -> None:
    calls = {
        ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    }
    assert "st.rerun" not in calls or name_of(path) == "dashboard/routes.py"
