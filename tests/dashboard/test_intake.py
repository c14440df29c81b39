"""The way in: its limits are those of the server that receives the files."""

import tomllib
from pathlib import Path

from dashboard.components import intake

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"


def test_the_server_takes_an_archive_as_large_as_the_drop_area_says() -> None:
    assert tomllib.loads(CONFIG.read_text())["server"]["maxUploadSize"] == intake.ARCHIVE_MEGABYTES
