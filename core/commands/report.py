"""`python -m core report --month 2026-03`: the performance of a month, as HTML and PDF."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from core.monitoring import month, tell, write_month
from core.settings import load_settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--month", required=True, help="the month, like 2026-03 (UTC)")
    parser.add_argument("--out", type=Path, default=Path(), help="folder to write into (here)")
    parser.add_argument("--home", type=Path, help="the casebook's home; CALLUS_HOME where left out")
    parser.add_argument(
        "--simulated", action="store_true", help="count simulated studies instead of real ones"
    )
    parser.add_argument("--tell", action="store_true", help="tell of new alarms by the channels that are set")


def run(arguments: argparse.Namespace) -> int:
    """Write the report and return the exit status; raises `MonitoringError`, `CasebookError`."""
    from core.commands.homes import opened

    settings = load_settings()
    with opened(settings, arguments.home) as casebook:
        said = month(casebook, arguments.month, synthetic=arguments.simulated)
        paths = write_month(said, arguments.out, made_on=datetime.now(UTC).date())
        notices = tell(casebook, settings, synthetic=arguments.simulated) if arguments.tell else ()
    lines = [*said.standing.remarks, said.accuracy.sentence, said.shift.sentence, said.attention.sentence]
    lines += [
        f"Could not tell by {each.channel}: {each.fault}" if each.fault else f"Told by {each.channel}."
        for each in notices
    ]
    sys.stdout.write("\n".join([*lines, f"Written to {paths[0]} and {paths[1]}."]) + "\n")
    return 0
