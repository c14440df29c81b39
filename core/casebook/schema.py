"""Opening: is the schema the one that this code speaks, and if not, bring it there by migrations."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from core.casebook.database import Database, sentences
from core.errors import CasebookError

# The newest migration. Named here so that opening a casebook that is up to date needn't load Alembic.
HEAD = "m008_daily_looks"
_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """Make or migrate the schema; safe when several processes open one casebook at once.

    Raises `CasebookError` when the database refuses or was made by a newer Callus.
    """
    with sentences(), database.engine.connect() as connection:
        current = _revision(connection) == HEAD
    if not current:
        with database.migrating() as connection:
            _migrate(connection)


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
        raise CasebookError(
            "The casebook was made by a newer version of Callus. Update Callus to open it."
        ) from cause
