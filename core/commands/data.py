"""`python -m core data fracatlas`: bring the data set that the networks are trained on."""

import argparse
import sys
from pathlib import Path

from core.training.download import fetch_fracatlas

_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "name", choices=["fracatlas"], help="the data set (FracAtlas, CC BY 4.0, about 340 MB)"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to make; `train --data` takes it")


def run(arguments: argparse.Namespace) -> int:
    """Fetch the data set and return the exit status; raises `DownloadError` where it can't be had."""
    try:
        fetched = fetch_fracatlas(arguments.out)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The same command goes on from here.\n")
        return _INTERRUPTED
    sys.stdout.write(
        f"FracAtlas is in {arguments.out}.\n"
        if fetched
        else f"FracAtlas is already in {arguments.out}; nothing was fetched.\n"
    )
    return 0
