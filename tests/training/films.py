"""A small data set in FracAtlas's layout, drawn by the tests: noise, and a bright bar where a fracture is."""

from pathlib import Path

import cv2
import numpy as np

HEADER = (
    "image_id,hand,leg,hip,shoulder,mixed,hardware,multiscan,fractured,fracture_count,frontal,lateral,oblique"
)


def write_data_set(root: Path, count: int = 60, every: int = 3) -> Path:
    """Write `count` films of 40 x 50 pixels, each `every`-th with a fracture; numbers lie far apart."""
    random = np.random.default_rng(7)
    boxes = root / "Annotations" / "YOLO"
    boxes.mkdir(parents=True)
    rows = [HEADER]
    for index in range(count):
        fractured, name = index % every == 0, f"IMG{index * 50:07d}"
        pixels = random.integers(0, 80, (50, 40)).astype(np.uint8)
        if fractured:
            pixels[20:30, 15:25] = 255
            (boxes / f"{name}.txt").write_text("0 0.5 0.5 0.25 0.2\n")
        write_film(root, name, fractured, pixels)
        rows.append(f"{name}.jpg,0,1,0,0,0,0,0,{int(fractured)},{int(fractured)},1,0,0")
    (root / "dataset.csv").write_text("\n".join(rows) + "\n")
    return root


def write_film(root: Path, name: str, fractured: bool, pixels: np.ndarray) -> Path:
    """Write one film (h, w) uint8 into its label's folder."""
    folder = root / "images" / ("Fractured" if fractured else "Non_fractured")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    cv2.imwrite(str(path), pixels)
    return path


def write_knees(root: Path) -> Path:
    """Write four radiographs of 32 x 32 pixels for each of five grades, in train and val."""
    random = np.random.default_rng(8)
    for part in ("train", "val"):
        for grade in range(5):
            folder = root / part / str(grade)
            folder.mkdir(parents=True)
            for number in range(4):
                cv2.imwrite(str(folder / f"{number}.png"), random.integers(0, 255, (32, 32)).astype(np.uint8))
    return root
