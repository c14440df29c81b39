"""What all pages and all visitors share: settings, model store, casebook and engine, each once a process.

Every import below that costs time lies inside the function that needs it, so that a page that shows a table
never waits for a network, nor for the libraries of one.
"""

import gc
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from core.errors import ModelError
from core.settings import Settings, load_settings

if TYPE_CHECKING:
    from core.accounts import Accounts, Seal
    from core.casebook import Casebook
    from core.inference import Engine
    from core.models import ModelStore
    from dashboard.analysing import Analyst


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


def accounts() -> "Accounts":
    """Return the people of the house, in the casebook's database."""
    found = settings()
    return _accounts(found.casebook_url, found.home, found.idle_minutes, found.session_hours)


def seal() -> "Seal":
    """Return the house's key, by which cookies and the addresses of films are signed."""
    return _seal(settings().home)


def engine() -> "Engine":
    """Return the engine; TensorFlow is imported only when it first analyses a radiograph."""
    return _engine(settings().models)


def analyst() -> "Analyst":
    """Return the analyst, who lets the networks speak on what came in, in the background."""
    found = settings()
    return _analyst(found.casebook_url, found.home, found.models)


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
def _analyst(url: str, home: Path, models: Path) -> "Analyst":
    from dashboard.analysing import Analyst

    return Analyst(_casebook(url, home), lambda: _engine(models), lambda: _store(models), settings()).start()


@st.cache_resource(show_spinner=False)
def _store(root: Path) -> "ModelStore":
    from core.models import ModelStore

    return ModelStore(root)


@st.cache_resource(show_spinner=False)
def _casebook(url: str, home: Path) -> "Casebook":
    from core.casebook import Casebook

    return Casebook(url, home)


@st.cache_resource(show_spinner=False)
def _accounts(url: str, home: Path, idle_minutes: int, session_hours: int) -> "Accounts":
    from core.accounts import Accounts

    return Accounts(
        _casebook(url, home).database,
        idle=timedelta(minutes=idle_minutes),
        longest=timedelta(hours=session_hours),
    )


@st.cache_resource(show_spinner=False)
def _seal(home: Path) -> "Seal":
    from core.accounts import Seal

    return Seal.of(home)


@st.cache_resource(show_spinner=False)
def _engine(root: Path) -> "Engine":
    from core.inference import Engine

    return Engine(_store(root), on_loaded=_settle)


def _settle() -> None:
    """Keep the garbage collector from what stays for as long as the process.

    Streamlit collects after every run of a page, and the next run of that visitor waits for it; beside the
    half million objects of a network library that took 0.34 s a click on two busy cores.
    """
    gc.collect()
    gc.freeze()
