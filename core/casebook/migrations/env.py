"""Run by Alembic: migrate over the connection, and in the transaction, of whoever opens the casebook."""

from alembic import context

from core.casebook.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
