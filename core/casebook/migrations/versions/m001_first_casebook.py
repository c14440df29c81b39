"""The first casebook: cases, images, analyses, reads, events; all but cases are closed to change."""

import sqlalchemy as sa
from alembic import op

from core.casebook.migrations.append_only import shut

revision = "m001_first_casebook"
down_revision = None

APPEND_ONLY = ("images", "analyses", "reads", "events")
ASKED = ("synthetic", "band", "call", "agreement", "source_format", "created_at")
COUNTED = ("model", "version", "made_on", "band", "call", "agreement")
MOMENT = sa.DateTime(timezone=True)
WORD = sa.String(24)


def upgrade() -> None:
    """Make the tables, then shut them against change."""
    _cases()
    _images()
    _analyses()
    _reads()
    _events()
    for table in APPEND_ONLY:
        shut(table)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("source_format", sa.String(16), nullable=False),
        sa.Column("analysis_id", sa.Integer),
        sa.Column("probability", sa.Double),
        sa.Column("band", WORD),
        sa.Column("model", sa.String(64)),
        sa.Column("version", sa.String(32)),
        sa.Column("is_read", sa.Boolean, nullable=False),
        sa.Column("call", WORD),
        sa.Column("agreement", WORD),
        sa.Column("reader", sa.String(128)),
        sa.Column("read_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("digest", name="uq_cases_digest"),
    )
    op.create_index("ix_cases_suspicion", "cases", ["probability", "id", "is_read", *ASKED])
    op.create_index("ix_cases_waiting", "cases", ["is_read", "id", "probability", *ASKED])
    op.create_index("ix_cases_worklist", "cases", ["is_read", "probability", "id", *ASKED])
    op.create_index("ix_cases_created_at", "cases", ["created_at"])


def _images() -> None:
    op.create_table(
        "images",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("original", sa.String(64), nullable=False),
        sa.Column("display", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("height", sa.Integer, nullable=False),
        sa.Column("width", sa.Integer, nullable=False),
        sa.Column("row_spacing_mm", sa.Double),
        sa.Column("column_spacing_mm", sa.Double),
        sa.Column("header", sa.JSON, nullable=False),
        sa.Column("remarks", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_images"),
        sa.UniqueConstraint("case_id", name="uq_images_case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_images_case_id"),
    )


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("probability", sa.Double, nullable=False),
        sa.Column("band", WORD, nullable=False),
        sa.Column("high_sensitivity", sa.Double, nullable=False),
        sa.Column("high_specificity", sa.Double, nullable=False),
        sa.Column("heatmap", sa.String(64), nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("timings_ms", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_analyses"),
        sa.UniqueConstraint("case_id", "model", "version", name="uq_analyses_case_id_model_version"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_analyses_case_id"),
    )


def _reads() -> None:
    op.create_table(
        "reads",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("analysis_id", sa.Integer),
        sa.Column("corrects", sa.Integer),
        sa.Column("reader", sa.String(128), nullable=False),
        sa.Column("call", WORD, nullable=False),
        sa.Column("agreement", WORD, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("seconds", sa.Double),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("model", sa.String(64)),
        sa.Column("version", sa.String(32)),
        sa.Column("band", WORD),
        sa.PrimaryKeyConstraint("id", name="pk_reads"),
        sa.UniqueConstraint("corrects", name="uq_reads_corrects"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reads_case_id"),
        sa.ForeignKeyConstraint(["analysis_id"], ["analyses.id"], name="fk_reads_analysis_id"),
        sa.ForeignKeyConstraint(["corrects"], ["reads.id"], name="fk_reads_corrects"),
    )
    op.create_index("ix_reads_case", "reads", ["case_id", "reader", "id"])
    op.create_index("ix_reads_tally", "reads", ["synthetic", *COUNTED, "case_id", "reader", "id"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("detail", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_events_case_id"),
    )
    op.create_index("ix_events_case_id_id", "events", ["case_id", "id"])
