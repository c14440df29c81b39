"""What all pages and all visitors share: settings, model store, casebook and engine, each once a process.

Every import below that costs time lies inside the function that needs it, so that a page that shows a table
never waits for a network, nor for the libraries of one.
"""

import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import ModelError
from core.settings import Settings, load_settings

if TYPE_CHECKING:
    from core.casebook import Casebook
    from core.inference import Engine
    from core.models import ModelStore


def settings() -> Settings:
    """Return the settings in force; raise `SettingsError` where one can't be understood."""
    return load_settings()


def store() -> "ModelStore":
    """Return the model store; it reads cards and figures and needs no network library."""
    return _store(settings().models)


def casebook() -> "Casebook":
    """Return the casebook, its tables brought up to date."""
    found = settings()
    return _casebook(found.casebook_url, found.home)


def engine() -> "Engine":
    """Return the engine; TensorFlow is imported only when it first analyses a radiograph."""
    return _engine(settings().models)


def warm_up() -> None:
    """Load the networks in the background, once a process, so that the first film does not wait for them."""
    _warm_up(settings().models)


@st.cache_resource(show_spinner=False)
def _warm_up(root: Path) -> threading.Thread:
    def load() -> None:
        with suppress(ModelError):  # it is said where it matters: beside the film
            for version in _store(root).versions():
                _engine(root).load(version.label)

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread


@st.cache_resource(show_spinner=False)
def _store(root: Path) -> "ModelStore":
    from core.models import ModelStore

    return ModelStore(root)


@st.cache_resource(show_spinner=False)
def _casebook(url: str, home: Path) -> "Casebook":
    from core.casebook import Casebook

    return Casebook(url, home)


@st.cache_resource(show_spinner=False)
def _engine(root: Path) -> "Engine":
    from core.inference import Engine

    return Engine(_store(root))
