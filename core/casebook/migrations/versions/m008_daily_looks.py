"""On which days it was looked for alarms: one row a day, whichever server did it."""

import sqlalchemy as sa
from alembic import op

revision = "m008_daily_looks"
down_revision = "m007_alarm_steps"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table; it is no record of what people did, so it stays open to change."""
    op.create_table(
        "daily_looks",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
        sa.Column("fault", sa.String(256), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_daily_looks"),
    )
