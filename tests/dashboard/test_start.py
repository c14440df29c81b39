"""Pages that need no network never import one."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.accounts import allowed
from core.records import Role
from dashboard.routes import PLACES, Place

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import json, sys
from streamlit.testing.v1 import AppTest
from dashboard import session
from core.accounts import Person
from core.records import Role
session.person = lambda: Person("reader", "Reader", Role(sys.argv[2]), None, "Reader 7F")
app = AppTest.from_file("dashboard/router.py", default_timeout=60).run()
app.switch_page(f"../pages/{sys.argv[1]}.py").run()
assert not app.exception, app.exception
heavy = {"tensorflow", "keras", "tf_keras_vis", "sklearn", "cv2", "pydicom", "scipy"}
print(json.dumps(sorted(heavy & set(sys.modules))))
"""


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_without_a_film_imports_no_network_nor_its_libraries(place: Place, tmp_path: Path) -> None:
    role = next(role for role in Role if allowed(role, place.right))
    environment = {**os.environ, "CALLUS_HOME": str(tmp_path), "CALLUS_MODELS": str(tmp_path / "models")}
    run = subprocess.run(
        [sys.executable, "-c", PROBE, place.name, role.value],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1]) == []
