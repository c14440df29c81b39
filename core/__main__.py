"""The command line: `python -m core COMMAND`. Thin: each command is a module of `core.commands`."""

import argparse
import importlib
import sys
from collections.abc import Sequence

from core.errors import CallusError

_COMMANDS = {
    "predict": "say what a model sees on radiographs",
    "train": "train a network, calibrate it, test it and put it into the model store",
    "evaluate": "run a model over a labelled folder and write its figures",
    "bench": "measure what probability and heatmap cost against the bare network",
    "data": "bring the FracAtlas data set",
    "report": "write how model and readers did in a month, as HTML and PDF",
    "simulate": "fill an empty casebook with a department whose truth is known",
    "accounts": "add people, change their role, let them in again",
    "audit": "check that nobody changed the trail of who did what",
}
_WRONG_USAGE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 wrong usage or nothing could be done."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m core", description="Callus without a screen.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in _COMMANDS.items():
        command = commands.add_parser(name, help=purpose, description=f"Callus: {purpose}.")
        if name in words[:1]:
            # Only the chosen command's module is imported: the others' libraries would be waited for in vain.
            module = importlib.import_module(f"core.commands.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    parsed = parser.parse_args(words)
    try:
        return int(parsed.run(parsed))
    except CallusError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return _WRONG_USAGE
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
