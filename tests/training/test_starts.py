"""Weights to start from: what is known of the films behind them, and what that forbids."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.errors import TrainingError
from core.training import Part, Split, write_split
from core.training.begun import Begun
from core.training.digests import split_digest
from core.training.splits import Assignment
from core.training.starts import doubt_of, named, told_apart

PARTS = {"A": Part.TRAIN, "B": Part.TRAIN, "C": Part.VALIDATION, "D": Part.TEST}


def split_of(**parts: Part) -> Split:
    return Split(tuple(Assignment(name, part, place) for place, (name, part) in enumerate(parts.items())))


NOW = split_of(**PARTS)
BEGUN = Begun("tiny", 0, "films", "boxes", split_digest(NOW), "random")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    folder = tmp_path / "run" / "models" / "tiny-0.1.0"
    folder.mkdir(parents=True)
    (folder / "weights.npz").write_bytes(b"weights")
    return folder / "weights.npz"


def put_card(weights: Path, **said: Any) -> None:
    card = {"name": "tiny", "version": "0.1.0", **said}
    (weights.parent / "card.json").write_text(json.dumps(card))


def doubt(weights: Path) -> str:
    return doubt_of(str(weights), BEGUN, NOW)


def test_a_start_from_nothing_or_from_photographs_is_no_trouble() -> None:
    assert doubt_of(None, BEGUN, NOW) == doubt_of("imagenet", BEGUN, NOW) == ""


def test_weights_beside_the_same_split_are_no_trouble(weights: Path) -> None:
    write_split(NOW, weights.parent / "split.csv")
    assert doubt(weights) == ""


@pytest.mark.parametrize("part", [Part.TRAIN, Part.VALIDATION])
def test_a_test_film_that_was_learnt_or_tuned_on_is_refused(weights: Path, part: Part) -> None:
    write_split(split_of(**{**PARTS, "D": part}), weights.parent / "split.csv")
    with pytest.raises(TrainingError, match="1 of the validation and test films are among those"):
        doubt(weights)


def test_a_validation_film_that_was_learnt_is_refused(weights: Path) -> None:
    write_split(split_of(A=Part.TEST, B=Part.TRAIN, C=Part.TRAIN), weights.parent / "split.csv")
    with pytest.raises(TrainingError, match="1 of the validation and test films"):
        doubt(weights)


def test_a_version_is_held_against_the_splits_of_its_store_and_of_the_run_around_it(weights: Path) -> None:
    put_card(weights, data={"digest": "films"})
    leak = split_of(**{**PARTS, "D": Part.TRAIN})
    for place in (weights.parents[1] / "data_split.csv", weights.parents[2] / "split.csv"):
        write_split(leak, place)
        with pytest.raises(TrainingError, match="1 of the validation and test films"):
            doubt(weights)
        place.unlink()


def test_films_of_quite_other_names_are_no_trouble(weights: Path) -> None:
    put_card(weights, data={"digest": "other films"})
    write_split(split_of(X=Part.TRAIN, Y=Part.TEST), weights.parents[1] / "data_split.csv")
    assert doubt(weights) == ""


def test_the_card_says_which_of_the_splits_of_a_store_is_its_own(weights: Path) -> None:
    leak = split_of(**{**PARTS, "D": Part.TRAIN})
    own = split_of(X=Part.TRAIN)
    write_split(leak, weights.parents[1] / "a_split.csv")
    write_split(own, weights.parents[1] / "b_split.csv")
    put_card(weights, split_digest=split_digest(own))
    assert doubt(weights) == ""
    put_card(weights, split_digest=BEGUN.split)
    assert doubt(weights) == ""


def test_splits_of_other_versions_of_a_store_vouch_for_nothing(weights: Path) -> None:
    write_split(split_of(X=Part.TRAIN), weights.parents[1] / "a_split.csv")
    put_card(weights, split_digest="another", data={"digest": "other films"})
    assert "Nothing says which films" in doubt(weights)
    put_card(weights, split_digest="another", data={"digest": "films"})
    with pytest.raises(TrainingError, match="the same films under another split"):
        doubt(weights)


@pytest.mark.parametrize(
    "said",
    [{"split_digest": "another"}, {"recipe": {"seed": 1}}, {"split_digest": "x", "recipe": {"seed": 0}}],
)
def test_the_same_films_under_another_split_are_refused(weights: Path, said: dict[str, Any]) -> None:
    put_card(weights, data={"digest": "films"}, **said)
    with pytest.raises(TrainingError, match="the same films under another split"):
        doubt(weights)


def test_the_same_films_and_seed_of_an_older_card_are_no_trouble(weights: Path) -> None:
    put_card(weights, data={"digest": "films"}, recipe={"seed": 0})
    assert doubt(weights) == ""


def test_weights_of_unknown_films_are_warned_of(weights: Path) -> None:
    assert "Nothing says which films the weights to start from were trained on" in doubt(weights)
    put_card(weights, data={"digest": "other films"})
    assert "Nothing says which films" in doubt(weights)


def test_a_start_is_told_apart_by_its_files_and_named_without_a_path(weights: Path) -> None:
    first = told_apart(None, str(weights))
    put_card(weights)
    assert told_apart(None, str(weights)) == first
    weights.write_bytes(b"other weights")
    assert told_apart(None, str(weights)) != first
    assert named(None, str(weights)) == "weights of tiny 0.1.0"
    assert (told_apart(None, None), told_apart(None, "imagenet")) == ("random", "imagenet")


def test_other_knees_are_another_start(tmp_path: Path) -> None:
    knee = tmp_path / "train" / "0" / "1.png"
    knee.parent.mkdir(parents=True)
    knee.write_bytes(b"knee")
    first = told_apart(tmp_path, None)
    assert told_apart(tmp_path, None) == first
    knee.with_name("2.png").write_bytes(b"another")
    assert told_apart(tmp_path, None) != first
