"""`python -m core audit verify`, `python -m core audit head`: is the trail of who did what whole?"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from tqdm import tqdm

from core.casebook import Casebook
from core.errors import CasebookError
from core.settings import Settings, load_settings

_BROKEN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    what = parser.add_subparsers(dest="what", required=True, metavar="verify|head")
    verify = what.add_parser("verify", help="check every seal; exit status 1 where the trail is not whole")
    verify.add_argument(
        "--expect", default="", metavar="CHAIN", help="a chain that `audit head` gave earlier, to be found"
    )
    what.add_parser("head", help="print the last line's chain; keep it elsewhere, to notice a cut")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and return the exit status; raises `CasebookError` where there is no casebook."""
    with closing(_casebook(load_settings())) as casebook:
        if arguments.what == "head":
            sys.stdout.write(f"{casebook.trail.head()}\n")
            return 0
        with _bar() as progress:
            sealed = casebook.trail.verify(arguments.expect, progress=progress)
    sys.stdout.write(f"{sealed.sentence}\n")
    if sealed.ok and sealed.head:
        sys.stdout.write(f"Head: {sealed.head}\n")
    return 0 if sealed.ok else _BROKEN


def _casebook(settings: Settings) -> Casebook:
    """Open the casebook that is there: to check a trail must not make an empty one."""
    if not settings.database_url and not (settings.home / "casebook.sqlite3").is_file():
        raise CasebookError("There is no casebook in this home.")
    return Casebook(settings.casebook_url, settings.home)


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    with tqdm(unit="line", unit_scale=True, leave=False, disable=not sys.stderr.isatty()) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield progress
