"""`python -m core evaluate`: a model version over a labelled folder, and the report that comes of it."""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from math import nan
from pathlib import Path

from core.commands.examine import Examined, Job, report, rival
from core.commands.quiet import native_silence, quiet_tensorflow
from core.commands.summary import summary
from core.errors import DataSetError, EvaluationError, ModelError
from core.evaluation import Evaluation, evaluate_films, groups_of, read_ids, select
from core.examination.asking import AskedOnce
from core.examination.dossier import Subject
from core.models import ModelStore
from core.records import ModelVersion
from core.settings import load_settings
from core.training import Film, Part, Split, read_labelled, read_split
from core.training.reading import read_film

# Beside the versions lies which film was in which part of their training.
_SPLITS = "*_split.csv"
_NOTHING_READ = 1
_INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="labelled folder: FracAtlas's layout, two folders named by class, or a labels.csv",
    )
    parser.add_argument("--model", default="", help="model name; the default version where left out")
    parser.add_argument("--ids", type=Path, help="text file of the image ids to evaluate, one a line")
    parser.add_argument(
        "--split", type=Path, help="split.csv of a run: intervals then allow for related films"
    )
    parser.add_argument("--part", choices=[*Part], help="only the films of this part of the split")
    parser.add_argument(
        "--against", default="", help="version to compare with; another of the store if not said"
    )
    parser.add_argument(
        "--brief", action="store_true", help="figures and predictions only: no examination, no report"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for figures, predictions and report")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate, print a summary and return the exit status: 1 where no film could be read.

    Raises `CallusError` for what can't be evaluated as asked.
    """
    quiet_tensorflow()
    try:
        evaluation = _evaluate(arguments)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The same command goes on from here.\n")
        return _INTERRUPTED
    brief = arguments.brief or not evaluation.metrics["n"]
    sys.stdout.write(summary(evaluation, arguments.out, brief=brief))
    return 0 if evaluation.metrics["n"] else _NOTHING_READ


def _evaluate(arguments: argparse.Namespace) -> Evaluation:
    if not arguments.data.is_dir():
        raise DataSetError(f"There is no data folder '{arguments.data}'.")
    settings = load_settings()
    folder = read_labelled(arguments.data)
    split = read_split(arguments.split) if arguments.split else None
    films = _asked(arguments, folder.films, split)
    store = ModelStore(settings.models)
    version = store.find(arguments.model or settings.default_model)
    other = rival(store, version, arguments.against)
    asked = {film.image_id for film in films}
    data = {
        "name": arguments.data.resolve().name,
        "split": arguments.part or (arguments.ids.stem if arguments.ids else "all"),
        "found": len(folder.films),
        "learnt": _learnt(store, asked),
        "table_says_otherwise": [name for name in folder.table_says_otherwise if name in asked],
    }
    groups = groups_of(films, arguments.split) if arguments.split else folder.groups
    evaluated = partial(evaluate_films, films, data=data, groups=groups)
    if arguments.brief:
        return evaluated(version, _by_engine(store, version), arguments.out)
    job = Job(store, films, folder.films, groups, split, arguments.out)
    own = _examined(job, version, arguments.out, evaluated)
    if not own.evaluation.metrics["n"]:
        return own.evaluation
    against = None if other is None else _examined(job, other, arguments.out / "against", evaluated)
    return report(job, own, against)


def _examined(job: Job, version: ModelVersion, out: Path, evaluated: Callable[..., Evaluation]) -> Examined:
    """Ask a version of each film once, for its probability and for all that the examination wants."""
    with native_silence():
        subject = Subject.of(job.store, version, job.films, job.groups)
    asked = AskedOnce(subject.examiner, version, out)
    name_of = {film.path: film.image_id for film in job.films}

    def predict(path: Path) -> float:
        with native_silence():
            try:
                return asked.probability(name_of[path], read_film(path).pixels)
            except ModelError:
                return nan  # which leaves the film out, named

    return Examined(subject, asked, evaluated(version, predict, out))


def _asked(arguments: argparse.Namespace, found: Sequence[Film], split: Split | None) -> Sequence[Film]:
    """The films that the options name, out of those found."""
    if arguments.part and split is None:
        raise EvaluationError("--part needs --split, the file that says which film is in which part.")
    films = found if not arguments.part or split is None else split.select(found, Part(arguments.part))
    return select(films, read_ids(arguments.ids)) if arguments.ids else films


def _learnt(store: ModelStore, asked: set[str]) -> int:
    """How many of the films are called as films that the store's versions were trained or tuned on."""
    learnt: set[str] = set()
    for path in store.root.glob(_SPLITS):
        split = read_split(path)
        learnt.update(split.ids(Part.TRAIN), split.ids(Part.VALIDATION))
    return len(learnt & asked)


def _by_engine(store: ModelStore, version: ModelVersion) -> Callable[[Path], float]:
    """The engine as a function of a file."""
    from core.inference import Engine

    engine, name = Engine(store), f"{version.name}-{version.version}"

    with native_silence():
        engine.load(name)  # weights that can't be used are no matter of a single film

    def predict(path: Path) -> float:
        with native_silence():
            radiograph = read_film(path)
            try:
                return float(engine.analyse(radiograph, name).probability)
            except ModelError:
                return nan  # which leaves the film out, named

    return predict
