"""`python -m core audit verify`, `python -m core audit head`: is the trail of who did what whole?"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from tqdm import tqdm

from core.casebook import Casebook
from core.errors import CasebookError
from core.settings import load_settings

_BROKEN = 1
# Its first account is a casebook's first line, so one without lines was never used, or is not the one meant.
_EMPTY = "The trail of this casebook has no line, so there is nothing to check. Is it the right casebook?"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    what = parser.add_subparsers(dest="what", required=True, metavar="verify|head")
    verify = what.add_parser("verify", help="check every seal; exit status 1 where the trail is not whole")
    verify.add_argument(
        "--expect", default="", metavar="CHAIN", help="a chain that `audit head` gave earlier, to be found"
    )
    what.add_parser("head", help="print the last line's chain; keep it elsewhere, to notice a cut")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and return the exit status.

    Raises `MissingCasebookError` where the casebook is not there, `CasebookVersionError` where it would have
    to be changed to be read, `CasebookError` where its trail has no line yet.
    """
    settings = load_settings()
    with closing(Casebook(settings.casebook_url, settings.home, as_it_is=True)) as casebook:
        if arguments.what == "head":
            head = casebook.trail.head()
            if not head:
                raise CasebookError(_EMPTY)
            sys.stdout.write(f"{head}\n")
            return 0
        with _bar() as progress:
            sealed = casebook.trail.verify(arguments.expect, progress=progress)
    if sealed.ok and not sealed.lines:
        raise CasebookError(_EMPTY)
    sys.stdout.write(f"{sealed.sentence}\n")
    if sealed.ok:
        sys.stdout.write(f"Head: {sealed.head}\n")
    return 0 if sealed.ok else _BROKEN


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    with tqdm(unit="line", unit_scale=True, leave=False, disable=not sys.stderr.isatty()) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        yield progress
