# Callus: `make run` and `make test` set up whatever is missing first, and are quick when nothing is.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help run test check requirements torch postgresql viewer clean

help:
	@echo "make run           set up what is missing, then open the dashboard"
	@echo "make test          set up what is missing, then run every test"
	@echo "make check         ruff, mypy, import rules"
	@echo "make requirements  compile the pinned requirements from pyproject.toml"
	@echo "make torch         PyTorch, by which networks train 1.7 times as fast on a processor"
	@echo "make postgresql    the driver for a casebook on PostgreSQL instead of SQLite"
	@echo "make viewer        bundle the film viewer anew from its sources (wants Node 20; the bundle is in git)"
	@echo "make clean         remove the virtual environment and caches, never the casebook"

run: $(VENV)/product
	@echo "Callus opens at http://localhost:8501 (Ctrl-C ends it)"
	$(BIN)/python -m streamlit run dashboard/app.py

# Two at a time: most tests wait for a server, a browser or a page, not for the processor.
test: $(VENV)/developer
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/developer
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_import_rules.py

requirements: $(VENV)/developer
	$(BIN)/uv pip compile -q --universal --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --no-header --python-version 3.11 --group dev \
	    -c requirements.txt -o requirements-dev.txt

# Only training wants it, and only if speed matters: Keras trains without it.
torch: $(VENV)/developer
	$(BIN)/python -m pip install -q torch==2.13.0

# Only a house whose casebook lies on a database server wants it; pinned with the developers' tools.
postgresql: $(VENV)/product
	$(BIN)/python -m pip install -q "psycopg[binary]" -c requirements-dev.txt

# Only whoever changes the viewer needs Node: docs/viewer.md.
viewer:
	cd dashboard/components/viewer/source && npm ci --no-audit --no-fund --ignore-scripts && npm run --silent build

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The stamps are files in the environment, so that removing it removes them. One that is half made has a
# Python already and would pass for whole, so it is taken away.
$(VENV)/bin/python:
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The environment can't be made." \
	    "On Debian it wants the package python3.11-venv: apt install python3.11-venv" >&2; exit 1; }

$(VENV)/product: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q -r requirements.txt
	@touch $@

$(VENV)/developer: requirements-dev.txt $(VENV)/product
	$(BIN)/python -m pip install -q -r requirements-dev.txt
	@touch $@
