"""What people did about an alarm: seen by whom, closed with which words."""

import sqlalchemy as sa
from alembic import op

from core.casebook.migrations.append_only import shut

revision = "m007_alarm_steps"
down_revision = "m006_origin"

TABLE = "alarm_steps"


def upgrade() -> None:
    """Make the table, then shut it against change like the others."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("alarm_id", sa.Integer, nullable=False),
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("who", sa.String(128), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_steps"),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name="fk_alarm_steps_alarm_id"),
    )
    op.create_index("ix_alarm_steps_alarm_id_id", TABLE, ["alarm_id", "id"])
    shut(TABLE)
