"""Opening makes, migrates or refuses, and says why in plain words."""

import errno
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

from core.casebook import Casebook, schema
from core.casebook.heatmaps import pack
from core.casebook.images import ImageStore
from core.errors import CasebookBusyError, CasebookError, CasebookVersionError, MissingCasebookError
from core.records import Band, Box, Depiction, Finding
from tests.casebook.builders import (
    NO_HEAT,
    address_of,
    answer,
    film,
    keep_case,
    on_both,
    open_casebook,
    read,
    url_of,
)
from tests.casebook.migrating import casebook_before

pytestmark = pytest.mark.usefixtures("every_migration")

ROOT = Path(__file__).resolve().parents[2]


def file_of(home: Path) -> Path:
    return home / "casebook.sqlite3"


def lose_database(home: Path) -> None:
    for file in home.glob("casebook.sqlite3*"):
        file.unlink()


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_database_is_in_wal_mode_and_keeps_its_foreign_keys(casebook: Casebook, tmp_path: Path) -> None:
    with casebook.database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_home_is_made_where_it_is_missing(tmp_path: Path) -> None:
    home = tmp_path / "a" / "b 100%"
    open_casebook(home).close()
    assert file_of(home).is_file()


def test_opening_a_current_casebook_loads_neither_alembic_nor_image_libraries(tmp_path: Path) -> None:
    open_casebook(tmp_path).close()
    script = (
        "import sys; from pathlib import Path; from core.casebook import Casebook;"
        "book = Casebook(sys.argv[1], Path(sys.argv[2])); book.search(); book.counts();"
        "heavy = {'alembic', 'tensorflow', 'keras', 'pandas', 'cv2', 'PIL', 'pydicom', 'sklearn', 'scipy'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    command = [sys.executable, "-c", script, url_of(tmp_path), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@on_both
def test_a_casebook_of_a_newer_callus_is_refused(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    with casebook.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'm999_from_the_future'"))
    casebook.close()
    with pytest.raises(CasebookVersionError, match="newer version of Callus"):
        open_casebook(tmp_path)


def old_casebook(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lay down a casebook of before there were depictions, with one analysed case."""
    casebook_before(home, monkeypatch, "m002").close()
    connection = sqlite3.connect(file_of(home))
    digest = ImageStore(home / "images").put(pack(NO_HEAT))
    radiograph, _ = film()
    connection.execute(
        "INSERT INTO cases (id, digest, created_at, synthetic, source_format, analysis_id, is_read) "
        "VALUES (1, ?, '2026-01-02 03:04:05', 0, 'PNG', 1, 0)",
        (radiograph.digest,),
    )
    connection.execute(
        "INSERT INTO analyses VALUES "
        "(1, 1, '2026-01-02 03:04:06', 'densenet121', '0.1.0', 0.9, 'positive', 0.2, 0.7, ?, "
        "'[[1, 2, 30, 40, 0.75]]', '{}')",
        (digest,),
    )
    connection.commit()
    connection.close()


def test_analyses_from_before_there_were_depictions_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_casebook(tmp_path, monkeypatch)
    casebook = open_casebook(tmp_path)
    (stored,) = casebook.analyses(1)
    assert (stored.analysis.probability, stored.analysis.depiction) == (0.9, None)
    # Nor have their findings a band: they count as their film does.
    assert stored.analysis.findings == (Finding(Box(1, 2, 30, 40), 0.75, Band.POSITIVE),)
    later = answer(film()[0], depiction=Depiction(("hip",), (), False, {"hip": 0.75, "hardware": 0.25}))
    casebook.add_analysis(1, later)
    assert casebook.analyses(1)[1].analysis.depiction == later.depiction
    casebook.close()


def test_migrated_analyses_are_still_closed_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_casebook(tmp_path, monkeypatch)
    open_casebook(tmp_path).close()
    connection = sqlite3.connect(file_of(tmp_path))
    for change in ("UPDATE analyses SET depiction = '{}'", "DELETE FROM analyses"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(change)
    connection.close()


@on_both
def test_a_migration_that_fails_leaves_no_half_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrations = tmp_path / "migrations"
    shutil.copytree(Path(schema.__file__).parent / "migrations", migrations)
    script = migrations / "versions" / "m001_first_casebook.py"
    script.write_text(script.read_text().replace("    _events()\n", "    op.execute('CREATE nonsense')\n"))
    with monkeypatch.context() as broken:
        broken.setattr(schema, "_MIGRATIONS", migrations)
        address = address_of(tmp_path / "home", empty=True)
        with pytest.raises(CasebookError):
            open_casebook(tmp_path / "home")
    engine = create_engine(address)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    open_casebook(tmp_path / "home").close()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("not a url", "must be an SQLAlchemy URL"),
        ("postgresql://host:port/name", "must be an SQLAlchemy URL"),
        ("mysql://host/name", "SQLite or PostgreSQL"),
        ("postgresql+nosuchdriver://host/name", "is its address right, and its driver there"),
        ("sqlite://", "in memory"),
        ("sqlite:////proc/nowhere/casebook.sqlite3", "folder can't be opened or made"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(tmp_path: Path, url: str, sentence: str) -> None:
    with pytest.raises(CasebookError, match=sentence):
        Casebook(url, tmp_path)


def test_a_damaged_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    file_of(tmp_path).write_bytes(b"this was a casebook once" * 200)
    with pytest.raises(CasebookError, match="damaged"):
        open_casebook(tmp_path)


def test_images_without_their_database_are_not_taken_for_an_empty_casebook(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path)
    keep_case(casebook, "film")
    casebook.close()
    lose_database(tmp_path)
    with pytest.raises(MissingCasebookError, match="database is gone"):
        open_casebook(tmp_path)
    assert not file_of(tmp_path).exists()


@on_both
def test_images_beside_an_empty_database_are_not_taken_for_an_empty_casebook(tmp_path: Path) -> None:
    address_of(tmp_path, empty=True)
    ImageStore(tmp_path / "images").put(b"a film of before")
    file_of(tmp_path).touch()
    with pytest.raises(MissingCasebookError, match=r"database is empty. Is its address right\?"):
        open_casebook(tmp_path)


@on_both
def test_as_it_is_a_casebook_is_opened_and_nothing_is_made(tmp_path: Path) -> None:
    address = address_of(tmp_path, empty=True)
    with pytest.raises(MissingCasebookError, match="There is no casebook here"):
        Casebook(address, tmp_path, as_it_is=True)
    assert list(tmp_path.iterdir()) == []
    casebook = open_casebook(tmp_path)
    case_id = keep_case(casebook, "film")
    casebook.close()
    again = Casebook(address, tmp_path, as_it_is=True)
    assert again.case(case_id).source_format == "PNG"
    again.close()


def test_as_it_is_an_old_casebook_stays_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_casebook(tmp_path, monkeypatch)
    with pytest.raises(CasebookVersionError, match="must not change it"):
        Casebook(url_of(tmp_path), tmp_path, as_it_is=True)
    with sqlite3.connect(file_of(tmp_path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (
            "m001_first_casebook",
        )
    connection.close()


def test_as_it_is_another_file_of_sqlites_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(file_of(tmp_path)) as connection:
        connection.execute("CREATE TABLE other (id)")
    connection.close()
    before = file_of(tmp_path).read_bytes()
    with pytest.raises(MissingCasebookError):
        Casebook(url_of(tmp_path), tmp_path, as_it_is=True)
    assert file_of(tmp_path).read_bytes() == before


def test_a_disk_of_its_own_for_images_may_hold_what_the_system_put_there(tmp_path: Path) -> None:
    (tmp_path / "images" / "lost+found").mkdir(parents=True)
    casebook = open_casebook(tmp_path)
    assert casebook.search().total == 0
    casebook.close()


def test_a_home_that_callus_makes_is_closed_to_others(tmp_path: Path) -> None:
    home = tmp_path / "srv" / "callus"
    open_casebook(home).close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_the_rights_of_a_home_that_is_there_are_left_alone(tmp_path: Path) -> None:
    home = tmp_path / "callus"
    home.mkdir()
    home.chmod(0o750)
    open_casebook(home).close()
    assert stat.S_IMODE(home.stat().st_mode) == 0o750


@pytest.mark.parametrize("closed", ["is_dir", "iterdir", "exists"])
def test_a_home_that_is_closed_to_callus_is_said_to_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    ImageStore(tmp_path / "images").put(b"a film of before")

    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as rights:  # root, who may run the tests, is let in everywhere
        rights.setattr(Path, closed, refuse)
        with pytest.raises(CasebookError, match="closed to Callus"):
            Casebook(url_of(tmp_path), tmp_path)


def test_a_home_that_is_closed_to_callus_meanwhile_is_said_to_be_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    casebook = open_casebook(tmp_path / "home")
    casebook.close()
    (tmp_path / "home").rename(tmp_path / "out of reach")

    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as rights:
        rights.setattr(Path, "exists", refuse)
        with pytest.raises(CasebookError, match="folder is missing or closed to Callus"):
            casebook.search()


def test_nothing_is_written_into_a_deleted_database(casebook: Casebook, tmp_path: Path) -> None:
    case_id = keep_case(casebook, "film")
    lose_database(tmp_path)
    with pytest.raises(CasebookError, match="gone"):
        casebook.add_read(read(case_id))
    with pytest.raises(CasebookError, match="gone"):
        casebook.search()
    assert not file_of(tmp_path).exists()


def test_a_database_restored_meanwhile_is_the_one_that_is_used(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path / "home")
    keep_case(casebook, "film")
    backup = tmp_path / "backup.sqlite3"
    connection = sqlite3.connect(file_of(tmp_path / "home"))
    connection.execute("VACUUM INTO ?", (str(backup),))
    connection.close()
    keep_case(casebook, "after the backup")
    lose_database(tmp_path / "home")
    shutil.copy(backup, file_of(tmp_path / "home"))
    assert casebook.search().total == 1
    casebook.close()


def test_a_casebook_held_by_others_is_said_to_be_busy_and_loses_nothing(tmp_path: Path) -> None:
    casebook = open_casebook(tmp_path, patience_s=0.2)
    case_id = keep_case(casebook, "film")
    other = sqlite3.connect(file_of(tmp_path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(CasebookBusyError, match="try again"):
        casebook.add_read(read(case_id))
    assert casebook.search().total == 1  # readers need not wait
    other.execute("ROLLBACK")
    other.close()
    casebook.add_read(read(case_id))
    assert len(casebook.reads(case_id)) == 1
    casebook.close()


def test_a_full_database_disk_keeps_nothing_and_says_so(casebook: Casebook) -> None:
    keep_case(casebook, "film")
    with casebook.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    big = read(1)
    with pytest.raises(CasebookError, match="disk is full"):
        casebook.add_read(type(big)(1, "anna", big.call, big.agreement, comment="x" * 100_000))
    assert casebook.reads(1) == ()
    assert not casebook.case(1).is_read
    assert casebook.keep(*film(b"film")).earlier
