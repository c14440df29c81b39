"""Films off the disk and into memory, once: a data digest, thumbnails and squares of one size."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from core.imaging.framing import Frame, to_network_input
from core.records import ByteImage
from core.training.fracatlas import Film
from core.training.reading import read_film
from core.training.related import thumbnail


@dataclass(frozen=True, slots=True, eq=False)
class LoadedFilms:
    """Films (n) as 8-bit squares (n, side, side), with thumbnails, frames and the digest of the data set."""

    squares: ByteImage
    thumbnails: NDArray[np.float32]
    frames: tuple[Frame, ...]
    digest: str

    def at(self, indices: Sequence[int]) -> ByteImage:
        """The squares at `indices`."""
        return self.squares[list(indices)]


def load_films(films: Sequence[Film], side: int, cache: Path) -> LoadedFilms:
    """Read every film into a square of `side`; the second time from `cache` (a folder).

    The cache is keyed by ids, sizes and times of the files. Raises `RadiographError` for a film that can't be
    read at all: a labelled film that silently went missing would bend the figures.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kept = cache / f"films-{_state(films, side)}.npz"
    if kept.is_file():
        with np.load(kept) as arrays:
            frames = tuple(Frame.around(int(h), int(w), side) for h, w in arrays["sizes"])
            return LoadedFilms(arrays["squares"], arrays["thumbnails"], frames, str(arrays["digest"]))
    loaded = _load(films, side)
    sizes = [(frame.height, frame.width) for frame in loaded.frames]
    partial = kept.with_suffix(".partial.npz")
    np.savez(
        partial,
        squares=loaded.squares,
        thumbnails=loaded.thumbnails,
        sizes=np.array(sizes, np.int64).reshape(-1, 2),
        digest=np.array(loaded.digest),
    )
    partial.replace(kept)
    return loaded


def _load(films: Sequence[Film], side: int) -> LoadedFilms:
    squares = np.zeros((len(films), side, side), np.uint8)
    thumbnails, frames, digests = [], [], hashlib.sha256()
    for index, film in enumerate(tqdm(films, desc="reading films", unit="film", leave=False)):
        radiograph = read_film(film.path)
        square, frame = to_network_input(radiograph.pixels, side)
        squares[index] = np.round(square[..., 0] * 255).astype(np.uint8)
        thumbnails.append(thumbnail(radiograph.pixels))
        frames.append(frame)
        digests.update(f"{film.image_id},{int(film.fractured)},{radiograph.digest}\n".encode())
    return LoadedFilms(squares, np.stack(thumbnails), tuple(frames), digests.hexdigest())


def _state(films: Sequence[Film], side: int) -> str:
    stats = [(film.path.name, film.fractured, film.path.stat()) for film in films]
    state = [(name, label, stat.st_size, stat.st_mtime_ns) for name, label, stat in stats]
    return hashlib.sha256(json.dumps([side, state]).encode()).hexdigest()[:16]
