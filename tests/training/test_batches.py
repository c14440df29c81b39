import numpy as np
import pytest

from core.training.batches import BalancedBatches, Exposure, GradedBatches, Labelled, grid_target, walk
from core.training.mix import Mix

LABELS = np.array([1] * 5 + [0] * 20, np.int64)
BOX = (0.25, 0.25, 0.5, 0.5)


def batches(seed: int = 0) -> BalancedBatches:
    random = np.random.default_rng(0)
    squares = random.integers(0, 255, (25, 40, 40)).astype(np.uint8)
    traits = np.stack([LABELS == 1, LABELS == 0], axis=1).astype(np.float32)
    films = Labelled(squares, [[BOX]] * 5 + [[]] * 20, LABELS, traits)
    return BalancedBatches(films, side=32, steps=4, grid=4, mix=Mix(3, 5), seed=seed)


def test_a_batch_holds_the_mix_and_its_targets() -> None:
    films, targets = batches()[0]
    assert films.shape == (8, 32, 32, 1)
    assert films.min() >= 0
    assert films.max() <= 1
    assert targets["logit"].ravel().tolist() == [1.0] * 3 + [0.0] * 5
    assert targets["grid"].shape == (8, 4, 4, 1)
    assert (targets["grid"][:3].sum(axis=(1, 2, 3)) > 0).all()
    assert targets["grid"][3:].sum() == 0
    assert targets["traits"].tolist() == [[1.0, 0.0]] * 3 + [[0.0, 1.0]] * 5


def test_an_epoch_gone_to_again_gives_the_same_films() -> None:
    first, again = batches(), batches()
    for each in (first, again):
        each.go_to(3)
    assert np.array_equal(first[0][0], again[0][0])
    again.go_to(4)
    assert not np.array_equal(first[0][0], again[0][0])


def test_every_film_of_a_class_is_seen_once_before_any_is_seen_again() -> None:
    chosen = np.concatenate([batches().chosen(step) for step in range(4)])
    others = chosen[LABELS[chosen] == 0]
    assert sorted(others) == list(range(5, 25))


def test_films_of_a_step_follow_from_seed_and_epoch_not_from_history() -> None:
    fresh, used = batches(), batches()
    for step in range(3):
        used.chosen(step)
    used.go_to(2)
    fresh.go_to(2)
    assert used.chosen(1).tolist() == fresh.chosen(1).tolist()
    assert fresh.chosen(1).tolist() != batches(seed=5).chosen(1).tolist()


def test_a_walk_longer_than_the_class_goes_round() -> None:
    members = np.array([7, 8, 9])
    seen = np.concatenate([walk(members, 2, number, 0) for number in range(3)])
    assert sorted(seen[:3]) == sorted(seen[3:]) == [7, 8, 9]


def test_film_and_mask_move_together() -> None:
    # A film that is bright in its box and dark elsewhere is bright in the marked cells.
    squares = np.full((25, 40, 40), 40, np.uint8)
    squares[:5, 10:20, 10:20] = 220
    films = Labelled(squares, [[BOX]] * 5 + [[]] * 20, LABELS, np.zeros((25, 1), np.float32))
    for step in range(4):
        pixels, targets = BalancedBatches(films, side=32, steps=4, grid=4, mix=Mix(3, 5), seed=1)[step]
        cells = pixels[:3, :, :, 0].reshape(3, 4, 8, 4, 8).max(axis=(2, 4))
        marked = targets["grid"][:3, :, :, 0] == 1
        for film, here in zip(cells, marked, strict=True):
            assert film[here].min() > film[~here].min() + 0.1


def test_exposure_changes_from_film_to_film_and_stays_in_range() -> None:
    films = np.full((6, 4, 4, 1), 0.5, np.float32)
    exposed = Exposure([3])(films)
    assert np.ptp(exposed[:, 0, 0, 0]) > 0.01
    assert exposed.min() >= 0
    assert exposed.max() <= 1


def test_a_cell_is_marked_when_half_a_pixel_of_box_lies_in_it() -> None:
    masks = np.zeros((1, 8, 8, 1), np.float32)
    masks[0, 1, 6] = 0.5
    masks[0, 7, 0] = 0.49
    assert grid_target(masks, 2)[0, ..., 0].tolist() == [[0.0, 1.0], [0.0, 0.0]]


def test_the_grid_may_not_divide_the_picture() -> None:
    masks = np.zeros((1, 10, 10, 1), np.float32)
    masks[0, 9, 9] = 1.0
    target = grid_target(masks, 3)[0, ..., 0]
    assert target.shape == (3, 3)
    assert target[2, 2] == target.sum() == 1.0


def test_graded_batches_carry_the_grade() -> None:
    squares = np.zeros((10, 16, 16), np.uint8)
    grades = np.arange(10) % 5
    films, target = GradedBatches(squares, grades, side=16, steps=2, batch=10, seed=0)[1]
    assert films.shape == (10, 16, 16, 1)
    assert sorted(target["grade"]) == sorted(grades)


@pytest.mark.parametrize("field", ["fractured", "others"])
def test_the_size_of_a_mix_is_both_classes(field: str) -> None:
    assert Mix(**{field: 1}).size == 1 + (20 if field == "fractured" else 12)
