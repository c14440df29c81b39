"""Monitoring: counts a day and what marks them stale, alarms, and what a film looks like in a few numbers."""

import sqlalchemy as sa
from alembic import op

revision = "m005_monitoring"
down_revision = "m004_reading_room"

MOMENT = sa.DateTime(timezone=True)
# What a count is made from. Claims are left out: they come and go all day and are counted nowhere.
COUNTED = (
    "created_at, synthetic, mode, views, case_id, probability, band, model, version, region, reads, call, "
    "read_at, dispute, causes, reference, joined_into"
)


def upgrade() -> None:
    """Make the tables and the triggers, and have every day counted once."""
    _measures()
    _touched()
    _counts()
    _alarms()
    _triggers()


def _measures() -> None:
    """Of films kept before this they stay empty: nothing here opens an image."""
    op.add_column("images", sa.Column("grey_mean", sa.Double))
    op.add_column("images", sa.Column("grey_spread", sa.Double))
    for place in range(1, 5):
        op.add_column("features", sa.Column(f"sketch_{place}", sa.Double))


def _touched() -> None:
    op.create_table(
        "touched_days",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_touched_days"),
    )
    op.create_index("ix_touched_days_day", "touched_days", ["day"])
    op.execute(f"INSERT INTO touched_days (day) SELECT DISTINCT {_day('created_at')} FROM studies")  # noqa: S608


def _counts() -> None:
    word = sa.String(24)
    _daily(
        "daily_scores",
        {"model": sa.String(64), "version": sa.String(32), "step": sa.Integer, "band": word, "call": word,
         "reference": word, "disputed": sa.Boolean},
        {"n": sa.Integer, "probability": sa.Double, "squares": sa.Double},
    )  # fmt: skip
    _daily(
        "daily_facets",
        {"facet": sa.String(16), "value": sa.String(64), "band": word, "call": word, "reference": word},
        {"n": sa.Integer},
        key=("synthetic", "facet", "day", "value", "band", "call", "reference"),
    )
    _daily(
        "daily_reads",
        {"reader": sa.String(128), "mode": word, "band": word, "first_call": word, "call": word,
         "reference": word},
        {"n": sa.Integer, "timed": sa.Integer, "seconds": sa.Double, "seconds_squares": sa.Double,
         "first_timed": sa.Integer, "first_seconds": sa.Double, "first_squares": sa.Double},
    )  # fmt: skip
    _daily(
        "daily_films",
        {"measure": sa.String(16)},
        {"n": sa.Integer, "total": sa.Double, "squares": sa.Double},
    )
    _daily(
        "daily_waits",
        {"stage": sa.String(16), "band": word, "step": sa.Integer},
        {"n": sa.Integer, "in_target": sa.Integer, "minutes": sa.Double},
    )
    _daily(
        "daily_hours",
        {"hour": sa.Integer},
        {"n": sa.Integer, "in_target": sa.Integer, "minutes": sa.Double},
    )
    _daily("daily_nights", {"nights": sa.Integer}, {"n": sa.Integer})


def _daily(name: str, keys: dict[str, object], values: dict[str, object], key: tuple[str, ...] = ()) -> None:
    op.create_table(
        name,
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(title, kind, nullable=False) for title, kind in {**keys, **values}.items()),  # type: ignore[arg-type]
        sa.PrimaryKeyConstraint(*(key or ("synthetic", "day", *keys)), name=f"pk_{name}"),
        sqlite_with_rowid=False,
    )


def _alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("began_on", sa.Date, nullable=False),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("usual", sa.Double, nullable=False),
        sa.Column("found", sa.Double, nullable=False),
        sa.Column("deviation", sa.Double, nullable=False),
        sa.Column("studies", sa.JSON, nullable=False),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
        sa.UniqueConstraint("synthetic", "series", "raised_on", name="uq_alarms_synthetic_series_raised_on"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("alarm_id", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("fault", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name="fk_notices_alarm_id"),
    )
    op.create_index("ix_notices_alarm_id", "notices", ["alarm_id"])


def _triggers() -> None:
    """Note the day of every study that is added or changed.

    SQLite has one writer at a time, so one line a day is enough there. PostgreSQL has many: a line that is
    there may be taken away by someone who can't see this change yet, so each change leaves its own.
    """
    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        _mark("added", "INSERT", "NEW")
        _mark("changed", f"UPDATE OF {COUNTED}", "NEW")
        _mark("moved", "UPDATE OF created_at", "OLD")
    elif dialect == "postgresql":
        new, old = _day("NEW.created_at"), _day("OLD.created_at")
        op.execute(
            "CREATE FUNCTION studies_touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
            f"INSERT INTO touched_days (day) VALUES ({new}); "
            "IF TG_OP = 'UPDATE' THEN IF NEW.created_at <> OLD.created_at THEN "
            f"INSERT INTO touched_days (day) VALUES ({old}); END IF; END IF; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER studies_touched AFTER INSERT OR UPDATE OF {COUNTED} ON studies "
            "FOR EACH ROW EXECUTE FUNCTION studies_touch()"
        )


def _mark(name: str, verb: str, row: str) -> None:
    """Note the day of a study as it is (NEW) or was (OLD), once."""
    day = _day(f"{row}.created_at")
    op.execute(
        f"CREATE TRIGGER studies_touched_{name} AFTER {verb} ON studies "  # noqa: S608
        f"WHEN NOT EXISTS (SELECT 1 FROM touched_days WHERE day = {day}) "
        f"BEGIN INSERT INTO touched_days (day) VALUES ({day}); END"
    )


def _day(moment: str) -> str:
    """Return the SQL of a moment's day in UTC."""
    if op.get_bind().dialect.name == "postgresql":
        return f"({moment} AT TIME ZONE 'UTC')::date"
    return f"date({moment})"
