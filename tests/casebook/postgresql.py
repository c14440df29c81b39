"""A PostgreSQL of the tests' own: a cluster to throw away where Debian's is installed, or one that is named.

CALLUS_TEST_POSTGRES names a server on which databases may be made, as an SQLAlchemy URL; without it each
process of pytest starts a cluster. Every home of a casebook gets a database, copied from one that has its
tables already, which takes 0.05 s instead of 0.25.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text

from core.casebook import Casebook

NAMED = "CALLUS_TEST_POSTGRES"
# Where casebooks of tests are opened now: an address of the server, and the database that others are copied
# from. In the environment, since tests start processes that open the same casebook.
IN_USE, TEMPLATE = "CALLUS_TEST_POSTGRES_IN_USE", "CALLUS_TEST_POSTGRES_TEMPLATE"
_PROGRAMS = Path("/usr/lib/postgresql")
# A cluster that is thrown away needs nothing to outlive a power cut.
_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


@contextmanager
def served() -> Iterator[str]:
    """Open a server for as long as it is needed; skip or fail where there is none."""
    if named := os.environ.get(NAMED):
        yield named
        return
    programs = sorted(_PROGRAMS.glob("*/bin/initdb"))
    if not programs:
        absent = "no PostgreSQL: install Debian's `postgresql`, or name a server by CALLUS_TEST_POSTGRES"
        if os.environ.get("CALLUS_REQUIRE_POSTGRES") == "1":
            pytest.fail(f"CALLUS_REQUIRE_POSTGRES=1, but {absent}")
        pytest.skip(absent)
    with _cluster(programs[-1].parent) as address:
        yield address


@contextmanager
def copied_from(server: str) -> Iterator[str]:
    """Make a database with all tables for others to be copied from, and take it away at the end."""
    name = f"callus_template_{os.getpid()}"
    with _admin(server) as engine, tempfile.TemporaryDirectory() as home:
        _run(engine, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
        Casebook(_address(server, name), Path(home)).close()
        yield name
        clear(server, name)
        _run(engine, f"DROP DATABASE {name}")


def address_of(home: Path, *, empty: bool) -> str:
    """Return the address of a home's own database on the server in use; it is made where it is missing."""
    server, template = os.environ[IN_USE], os.environ[TEMPLATE]
    name = _prefix(template) + sha256(str(home).encode()).hexdigest()[:16]
    with _admin(server) as engine:
        with engine.connect() as connection:
            there = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name})
        if not there:
            _run(engine, f"CREATE DATABASE {name}" + ("" if empty else f" TEMPLATE {template}"))
    return _address(server, name)


def clear(server: str, template: str) -> None:
    """Take away the homes' databases on a server, 8 MB each."""
    with _admin(server) as engine:
        with engine.connect() as connection:
            found = connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE :ours"),
                                       {"ours": f"{_prefix(template)}%"}).all()  # fmt: skip
        _run(engine, *(f"DROP DATABASE {name} WITH (FORCE)" for name in found))


def _prefix(template: str) -> str:
    """What the names of this run's databases begin with: another run may be on the same server."""
    return f"callus_{sha256(template.encode()).hexdigest()[:8]}_"


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    """Start a cluster that listens on a socket in a folder of its own; as root, by Debian's user for it."""
    user = "postgres" if os.geteuid() == 0 else None
    # Not where TMPDIR says: that may be closed to the other user, and a socket's address must be short.
    home = Path(tempfile.mkdtemp(prefix="callus-postgresql-", dir="/tmp"))
    if user:
        shutil.chown(home, user, user)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(home / "data"), *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL, user=user, group=user,
                       extra_groups=[] if user else None)  # fmt: skip

    try:
        run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        run("pg_ctl", "-w", "-l", str(home / "log"), "-o", f"-k {home} {options}", "start")
        try:
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


@contextmanager
def _admin(server: str) -> Iterator[Engine]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


def _run(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))


def _address(server: str, name: str) -> str:
    url: URL = make_url(server).set(database=name)
    return url.render_as_string(hide_password=False)
