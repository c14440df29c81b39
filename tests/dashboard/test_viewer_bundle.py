"""The viewer's shipped program: what its name says it is, made of the sources beside it, all pinned."""

import hashlib
import json
import re
from typing import Any

from dashboard.components.viewer.serving import BUNDLES

SOURCE = BUNDLES.parent / "source"
BUNDLE = next(BUNDLES.glob("viewer-*.js"))


def lock() -> dict[str, Any]:
    packages: dict[str, Any] = json.loads((SOURCE / "package-lock.json").read_text())["packages"]
    return packages


def test_there_is_one_bundle_and_its_name_is_its_content() -> None:
    assert sorted(path.name for path in BUNDLES.iterdir()) == ["licences.txt", BUNDLE.name]
    assert BUNDLE.stem == f"viewer-{hashlib.sha256(BUNDLE.read_bytes()).hexdigest()[:16]}"


def test_the_bundle_was_made_of_the_sources_beside_it() -> None:
    """Where this fails, someone changed a source and did not run `make viewer`."""
    names = ["build.mjs", "package-lock.json", *(f"src/{path.name}" for path in (SOURCE / "src").iterdir())]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(f"{name}\n".encode() + (SOURCE / name).read_bytes())
    assert BUNDLE.read_bytes().startswith(f"// source {digest.hexdigest()}\n".encode())


def test_the_lock_file_pins_every_package_and_names_no_host() -> None:
    asked = json.loads((SOURCE / "package.json").read_text())
    for version in (asked["dependencies"] | asked["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    for name, package in lock().items():
        assert name == "" or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package
    assert "://" not in "".join(str(package.get("resolved", "")) for package in lock().values())


def test_every_bundled_package_comes_with_its_licence() -> None:
    licences = (BUNDLES / "licences.txt").read_text("utf-8")
    core = lock()["node_modules/@cornerstonejs/core"]["version"]
    for words in (f"@cornerstonejs/core {core} (MIT)", "@kitware/vtk.js", "Permission is hereby granted"):
        assert words in licences


def test_it_fetches_nothing_from_outside() -> None:
    text = "".join(path.read_text("utf-8") for path in (SOURCE / "src").iterdir())
    assert set(re.findall(r"https?://[^\"'` )]+", text)) <= {"http://www.w3.org/2000/svg"}
