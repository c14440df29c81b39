"""Opening: is the schema the one that this code speaks, and if not, bring it there by migrations."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.casebook.database import Database, sentences
from core.errors import CasebookVersionError, MissingCasebookError

# The newest migration. Named here so that opening a casebook that is up to date needn't load Alembic.
HEAD = "m009_disputed_reads"
_MIGRATIONS = Path(__file__).parent / "migrations"
EMPTY = (
    "The casebook's images are there, but its database is empty. Is its address right? If it is, restore it "
    "from the backup first."
)


def bring_up_to_date(database: Database, filled: bool) -> None:
    """Make or migrate the schema; safe when several processes open one casebook at once.

    filled: whether there were images before, so that the tables must be there. Raises `MissingCasebookError`
    when they aren't, `CasebookVersionError` when they are a newer Callus's, `CasebookError` when the database
    refuses.
    """
    found = _found(database)
    if found is None and filled:
        raise MissingCasebookError(EMPTY)
    if found != HEAD:
        with database.migrating() as connection:
            _migrate(connection)


def check(database: Database) -> None:
    """Raise `MissingCasebookError` or `CasebookVersionError` where the tables aren't those of this code."""
    found = _found(database)
    if found is None:
        raise MissingCasebookError
    if found != HEAD:
        raise CasebookVersionError(
            "The casebook was made by another version of Callus, and looking at it must not change it. Start "
            "the dashboard of this version once, or use that other version."
        )


def _found(database: Database) -> str | None:
    """Return the newest migration that the database has seen; None where it is empty."""
    with sentences(), database.engine.connect() as connection:
        return _revision(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _migrate(connection: Connection) -> None:
    # Alembic takes long to load and is needed once in a casebook's life, not at every start.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as cause:
        raise CasebookVersionError(
            "The casebook was made by a newer version of Callus. Update Callus to open it."
        ) from cause
