import numpy as np
from numpy.typing import NDArray

from core.training.batches import BalancedBatches, Labelled
from core.training.mix import Mix
from core.training.splicing import Spliced, spliced

COUNT, SIDE = 40, 20
# Half of the films are fractured, in a box of 4 by 4 pixels; each film is all of its own grey.
LABELS = np.arange(COUNT) % 2
SQUARES = np.repeat(np.arange(COUNT, dtype=np.uint8), SIDE * SIDE).reshape(COUNT, SIDE, SIDE)
MASKS = np.zeros_like(SQUARES)
MASKS[LABELS == 1, 8:12, 8:12] = 255


def made(seed: int = 0, share: float = 1.0, labels: NDArray[np.int64] = LABELS) -> Spliced:
    return spliced(np.random.default_rng(seed), SQUARES, MASKS, labels, share)


def foreign(films: Spliced) -> NDArray[np.bool_]:
    """Which pixels came out of another film."""
    return np.asarray(films.squares != SQUARES)


def test_no_share_leaves_every_film_as_it_was() -> None:
    films = made(share=0)
    assert np.array_equal(films.squares, SQUARES)
    assert np.array_equal(films.labels, LABELS)
    assert not films.shares.any()


def test_a_piece_is_one_rectangle_out_of_the_partner_at_its_place() -> None:
    films = made()
    for number in np.flatnonzero(films.shares):
        rows, columns = np.nonzero(foreign(films)[number])
        piece = films.squares[number, rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        assert (piece == films.partners[number]).all()
        assert piece.size == rows.size == round(float(films.shares[number]) * SIDE * SIDE)
        assert all(0.3 * SIDE <= length <= 0.7 * SIDE for length in piece.shape)


def test_the_label_is_whether_a_marked_fracture_is_still_seen() -> None:
    films = made()
    shown = (films.masks > 0).sum(axis=(1, 2)) / 16
    taken = films.shares > 0
    assert (films.labels[taken] == (shown[taken] >= 0.6)).all()
    # Both ways: a covered fracture, and one that was set in.
    assert (films.labels < LABELS).any()
    assert (films.labels > LABELS).any()


def test_a_fracture_half_covered_or_half_set_in_is_not_made() -> None:
    for seed in range(20):
        films = made(seed)
        inside = (foreign(films) & (MASKS[1] > 0)).sum(axis=(1, 2)) / 16
        concerned = (films.shares > 0) & ((LABELS == 1) | (LABELS[films.partners] == 1))
        part = inside[concerned]
        assert ((part <= 0.4) | (part >= 0.6)).all()
        given = inside[(films.shares > 0) & (LABELS[films.partners] == 1)]
        assert ((given <= 0.1) | (given >= 0.6)).all()


def test_a_fractured_film_without_a_box_neither_gives_nor_takes() -> None:
    labels = LABELS.copy()
    labels[::2] = 1
    films = made(labels=labels)
    taken = films.shares > 0
    assert taken.any()
    assert not taken[::2].any()
    assert (films.partners[taken] % 2 == 1).all()


def test_about_the_share_asked_for_is_spliced() -> None:
    shares = [(made(seed, share).shares > 0).mean() for share in (0.25, 0.5, 1.0) for seed in range(30)]
    quarter, half, whole = (np.mean(shares[i : i + 30]) for i in (0, 30, 60))
    # Some pieces would leave half a fracture and are not set in: so of all films, fewer than the share.
    assert 0.6 < whole < 1
    assert abs(quarter / whole - 0.25) < 0.05
    assert abs(half / whole - 0.5) < 0.05


def test_the_same_seed_makes_the_same_films_and_the_givers_stay_as_they_were() -> None:
    assert np.array_equal(made(3).squares, made(3).squares)
    assert not np.array_equal(made(3).squares, made(4).squares)
    assert (SQUARES[:, 0, 0] == np.arange(COUNT)).all()


def test_in_a_batch_label_grid_and_traits_follow_the_pieces() -> None:
    boxes = [[(0.4, 0.4, 0.6, 0.6)] if label else [] for label in LABELS]
    traits = np.stack([LABELS == 1, LABELS == 0], axis=1).astype(np.float32)
    labelled = Labelled(SQUARES, boxes, LABELS, traits)
    films = BalancedBatches(labelled, side=16, steps=5, grid=4, mix=Mix(16, 16), seed=0, share=1)
    moved = 0
    for step in range(5):
        _, targets = films[step]
        lit = targets["grid"].max(axis=(1, 2, 3))
        assert (lit == targets["logit"][:, 0]).all()
        assert np.allclose(targets["traits"].sum(axis=1), 1)
        moved += int((targets["logit"][:16] == 0).sum() + (targets["logit"][16:] == 1).sum())
    assert moved > 10
