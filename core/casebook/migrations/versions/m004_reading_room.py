"""The reading room: studies, first reads, decisions, recalls, the department, its people; a sealed trail."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from core.casebook.migrations.append_only import opened, shut
from core.casebook.tables import UtcDateTime
from core.casebook.trail import link
from core.casebook.verdict import likeliest_region

revision = "m004_reading_room"
down_revision = "m003_proposals"

APPEND_ONLY = ("first_reads", "decisions", "recalls", "recall_steps", "department", "features")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(24)
NAME = sa.String(128)
COUNTED = ("model", "version", "made_on", "band", "call", "agreement")


def upgrade() -> None:
    """Make the tables, give each case a study of its own and seal the trail as it stands."""
    _studies()
    _opinions()
    _decisions()
    _house()
    _features()
    for table in APPEND_ONLY:
        shut(table)
    _more_columns()
    _one_study_each()
    _regions()
    _seal()


def _studies() -> None:
    _table(
        "studies",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("mode", WORD, nullable=False),
        sa.Column("views", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("probability", sa.Double),
        sa.Column("band", WORD),
        sa.Column("model", sa.String(64)),
        sa.Column("version", sa.String(32)),
        sa.Column("region", sa.String(32)),
        sa.Column("is_read", sa.Boolean, nullable=False),
        sa.Column("reads", sa.Integer, nullable=False),
        sa.Column("call", WORD),
        sa.Column("agreement", WORD),
        sa.Column("reader", NAME),
        sa.Column("read_at", MOMENT),
        sa.Column("dispute", WORD, nullable=False),
        sa.Column("causes", sa.JSON, nullable=False),
        sa.Column("missed", sa.Boolean, nullable=False),
        sa.Column("reference", WORD),
        sa.Column("reference_at", MOMENT),
        sa.Column("claimed_by", NAME),
        sa.Column("claimed_until", MOMENT),
        _reference("studies", "joined_into", "studies", nullable=True),
        sa.UniqueConstraint("key", name="uq_studies_key"),
    )
    wanted = ["views", "synthetic", "band", "region", "dispute"]
    orders = {
        "worklist": ["is_read", "probability", "id", "created_at"],
        "waiting": ["is_read", "created_at", "id", "probability"],
        "suspicion": ["probability", "id", "created_at"],
        "created_at": ["created_at", "id", "probability"],
    }
    for name, order in orders.items():
        op.create_index(f"ix_studies_{name}", "studies", [*order, *wanted])
    op.create_index("ix_studies_claimed_by", "studies", ["claimed_by", "claimed_until"])
    op.create_index("ix_studies_dispute", "studies", ["dispute", "missed", "probability", "id"])


def _opinions() -> None:
    _table(
        "first_reads",
        _reference("first_reads", "study_id", "studies"),
        sa.Column("reader", NAME, nullable=False),
        sa.Column("call", WORD, nullable=False),
        sa.Column("confidence", sa.Integer),
        sa.Column("marks", sa.JSON, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("study_id", "reader", name="uq_first_reads_study_id_reader"),
    )
    op.create_index("ix_first_reads_reader_study_id", "first_reads", ["reader", "study_id"])
    _table(
        "drafts",
        _reference("drafts", "study_id", "studies"),
        sa.Column("reader", NAME, nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("said", sa.JSON, nullable=False),
        sa.UniqueConstraint("study_id", "reader", name="uq_drafts_study_id_reader"),
    )


def _decisions() -> None:
    _table(
        "decisions",
        _reference("decisions", "study_id", "studies"),
        _reference("decisions", "supersedes", "decisions", nullable=True),
        _reference("decisions", "last_read_id", "reads", nullable=True),
        sa.Column("who", NAME, nullable=False),
        sa.Column("label", WORD, nullable=False),
        sa.Column("first_look", WORD),
        sa.Column("marks", sa.JSON, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("causes", sa.JSON, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("supersedes", name="uq_decisions_supersedes"),
    )
    op.create_index("ix_decisions_study_id_id", "decisions", ["study_id", "id"])
    _table(
        "recalls",
        _reference("recalls", "study_id", "studies"),
        _reference("recalls", "decision_id", "decisions"),
        sa.Column("missed_by", sa.JSON, nullable=False),
        sa.Column("opened_by", NAME, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.UniqueConstraint("decision_id", name="uq_recalls_decision_id"),
    )
    op.create_index("ix_recalls_study_id", "recalls", ["study_id"])
    _table(
        "recall_steps",
        _reference("recall_steps", "recall_id", "recalls"),
        sa.Column("step", WORD, nullable=False),
        sa.Column("who", NAME, nullable=False),
        sa.Column("told", sa.String(256), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_recall_steps_recall_id_id", "recall_steps", ["recall_id", "id"])


def _house() -> None:
    _table(
        "department",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", NAME, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
    )
    _table(
        "users",
        sa.Column("name", NAME, nullable=False),
        sa.Column("display", NAME, nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("experience", WORD),
        sa.Column("pseudonym", sa.String(32), nullable=False),
        sa.Column("password", sa.String(256)),
        sa.Column("subject", sa.String(256)),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", MOMENT),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sa.UniqueConstraint("pseudonym", name="uq_users_pseudonym"),
        sa.UniqueConstraint("subject", name="uq_users_subject"),
    )
    _table(
        "sessions",
        sa.Column("token", sa.String(64), nullable=False),
        _reference("sessions", "user_id", "users"),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("token", name="uq_sessions_token"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _features() -> None:
    op.create_table(
        "features",
        sa.Column("analysis_id", sa.Integer, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("analysis_id", name="pk_features"),
        sa.ForeignKeyConstraint(["analysis_id"], ["analyses.id"], name="fk_features_analysis_id"),
    )


def _more_columns() -> None:
    """A column that may be empty, or has a default in the database, changes no row that is there."""
    for table in ("cases", "reads", "events"):
        _refer(table, "study_id", "studies")
    _refer("reads", "first_read_id", "first_reads")
    op.add_column("reads", sa.Column("objection", WORD))
    op.add_column("reads", sa.Column("confidence", sa.Integer))
    op.add_column("reads", sa.Column("mode", WORD))
    op.add_column("reads", sa.Column("first_call", WORD))
    op.add_column("reads", sa.Column("first_seconds", sa.Double))
    op.add_column("reads", sa.Column("marks", sa.JSON, nullable=False, server_default="[]"))
    op.add_column("reads", sa.Column("report", sa.Text, nullable=False, server_default=""))
    op.add_column("events", sa.Column("facts", sa.JSON, nullable=False, server_default="{}"))
    op.add_column("events", sa.Column("chain", sa.String(64), nullable=False, server_default=""))
    op.create_index("ix_cases_study_id", "cases", ["study_id"])
    op.create_index("ix_reads_study", "reads", ["study_id", "reader", "id"])
    op.create_index("ix_reads_reader", "reads", ["reader", "study_id"])
    op.drop_index("ix_reads_tally", "reads")
    op.create_index("ix_reads_tally", "reads", ["synthetic", *COUNTED, "study_id", "reader", "id"])
    for name, *more in (("study_id",), ("who", "kind", "at"), ("kind", "at"), ("at",)):
        op.create_index(f"ix_events_{name}_id", "events", [name, "id", *more])


def _one_study_each() -> None:
    """Films that came in before studies are exams of one view, and were read with the answer in view."""
    op.execute(
        "INSERT INTO studies (id, key, created_at, synthetic, mode, views, case_id, probability, band, "
        "model, version, is_read, reads, call, agreement, reader, read_at, dispute, causes, missed) "
        "SELECT id, digest, created_at, synthetic, 'concurrent', 1, id, probability, band, model, version, "
        "is_read, (SELECT count(DISTINCT reader) FROM reads WHERE reads.case_id = cases.id), "
        "call, agreement, reader, read_at, 'none', '[]', false FROM cases"
    )
    op.execute("UPDATE cases SET study_id = id")
    with opened("reads"):
        op.execute("UPDATE reads SET study_id = case_id")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('studies', 'id'), max(id)) FROM studies")


def _regions() -> None:
    """Copy what region the deciding analysis of each film recognised."""
    decide = sa.text("SELECT case_id, depiction FROM analyses WHERE id IN (SELECT analysis_id FROM cases)")
    kept = op.get_bind().execute(decide.columns(case_id=sa.Integer, depiction=sa.JSON))
    shown = [row for row in kept if row.depiction]
    said = [{"study": row.case_id, "region": likeliest_region(row.depiction)} for row in shown]
    if said:
        op.get_bind().execute(sa.text("UPDATE studies SET region = :region WHERE id = :study"), said)


def _seal() -> None:
    """Seal every line after the one before; the columns are named as they are now, whatever comes later."""
    moment = sa.column("at", UtcDateTime())
    facts = sa.column("facts", sa.JSON())
    plain: list[sa.ColumnClause[object]] = [
        sa.column(name) for name in ("id", "kind", "who", "case_id", "study_id", "detail")
    ]
    lines = op.get_bind().execute(
        sa.select(moment, facts, *plain).select_from(sa.table("events")).order_by("id")
    )
    chain, sealed = "", []
    for line in lines.all():
        chain = link(chain, line)
        sealed.append({"line": line.id, "chain": chain})
    if sealed:
        with opened("events"):
            op.get_bind().execute(sa.text("UPDATE events SET chain = :chain WHERE id = :line"), sealed)


def _table(name: str, *parts: sa.Column[object] | sa.UniqueConstraint | Sequence[object]) -> None:
    flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    identity = sa.Column("id", sa.Integer, nullable=False)
    op.create_table(name, identity, *flat, sa.PrimaryKeyConstraint("id", name=f"pk_{name}"))  # type: ignore[arg-type]


def _reference(table: str, column: str, other: str, *, nullable: bool = False) -> list[object]:
    return [
        sa.Column(column, sa.Integer, nullable=nullable),
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}"),
    ]


def _refer(table: str, column: str, other: str) -> None:
    """Add a column that points to another table; in words of SQL, since Alembic can't say it to SQLite."""
    constraint = f"CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER {constraint}")
