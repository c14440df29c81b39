"""The real server, as `make run` starts it, and a quick way in for tests that are not about the door."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from sqlalchemy import select

from core.accounts import Seal, rows, sessions
from core.casebook.tables import UserTable
from core.records import Role
from tests.casebook.builders import open_casebook

ROOT = Path(__file__).resolve().parents[1]


class Server:
    """`streamlit run` on a free port; it can be stopped and started again."""

    def __init__(
        self, home: Path, models: Path, script: str = "dashboard/app.py", **environment: str
    ) -> None:
        self.home, self.models, self._script, self._environment = home, models, script, environment
        self.url = f"http://localhost:{free_port()}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        port = self.url.rpartition(":")[2]
        environment = {**os.environ, "CALLUS_HOME": str(self.home), "CALLUS_MODELS": str(self.models)}
        command = [sys.executable, "-m", "streamlit", "run", self._script]
        with (self.home.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--server.port", port, "--server.headless", "true"],
                cwd=ROOT,
                env={**environment, **self._environment},
                stdout=log,
                stderr=log,
            )
        self._wait()

    def stop(self) -> None:
        """Stop, if it runs."""
        if self._process:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def restart(self) -> None:
        """Stop and start."""
        self.stop()
        self.start()

    def let_in(self, role: Role = Role.SENIOR, name: str = "reader") -> str:
        """Open a session for somebody, who is made where they aren't there, and return its cookie."""
        return let_in(self.home, role, name)

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError((self.home.parent / "server.log").read_text())


def let_in(home: Path, role: Role = Role.SENIOR, name: str = "reader") -> str:
    """Open a session in the casebook of a home, as the door would, and return its cookie."""
    casebook = open_casebook(home)
    with casebook.database.writing() as session:
        user = session.scalar(select(UserTable).filter_by(name=name))
        user = user or rows.new(session, name, name.title(), role, None)
        token = sessions.begin(session, user)
    casebook.close()
    return Seal.of(home).cookie(token)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
