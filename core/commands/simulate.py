"""`python -m core simulate`: fill an empty casebook with a department whose truth is known."""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from core.commands.homes import opened
from core.monitoring import look
from core.monitoring.simulation import Drift, DriftKind, Plan, simulate
from core.settings import load_settings

# Of films' greys in standard deviations, of the log odds, of the share of hands.
_SIZES = {DriftKind.INPUT: 0.5, DriftKind.SCORE: 0.7, DriftKind.MIX: 0.15}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    plan = Plan()
    parser.add_argument("--home", type=Path, required=True, help="home of the casebook, which must be empty")
    parser.add_argument(
        "--studies", type=int, default=plan.studies, help=f"how many studies ({plan.studies})"
    )
    parser.add_argument("--months", type=int, default=plan.months, help=f"of 30 days each ({plan.months})")
    parser.add_argument("--seed", type=int, default=plan.seed, help="the same seed gives the same department")
    parser.add_argument("--drift", choices=[kind.value for kind in DriftKind], help="what shifts")
    parser.add_argument(
        "--drift-day", type=int, help="from which day on, counted from 1; the middle if left out"
    )
    parser.add_argument("--drift-size", type=float, help="in standard deviations, log odds or share of hands")
    parser.add_argument("--decided", type=float, default=plan.decided, help="share of disputes decided")
    parser.add_argument("--audited", type=float, default=plan.audited, help="share of the rest audited")
    parser.add_argument("--ends", type=date.fromisoformat, help="the day after the last; today if left out")


def run(arguments: argparse.Namespace) -> int:
    """Simulate, print the truth as JSON and return the exit status; raises `SimulationError`."""
    drift = None
    if arguments.drift:
        kind = DriftKind(arguments.drift)
        day = arguments.drift_day or max(1, arguments.months * 15)
        drift = Drift(kind, day, _SIZES[kind] if arguments.drift_size is None else arguments.drift_size)
    plan = Plan(
        studies=arguments.studies,
        months=arguments.months,
        seed=arguments.seed,
        ends=arguments.ends or datetime.now(UTC).date(),
        decided=arguments.decided,
        audited=arguments.audited,
        drift=drift,
    )
    with opened(load_settings(), arguments.home) as casebook:
        truth = simulate(casebook, arguments.home.expanduser().resolve(), plan)
        look(casebook, synthetic=True)
    sys.stdout.write(json.dumps(truth, indent=2) + "\n")
    return 0
