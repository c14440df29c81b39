"""Both files of a report, written atomically."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PIL import UnidentifiedImageError

from core.errors import EvaluationError
from core.reporting import html, pdf
from core.reporting.blocks import Picture, Report
from core.reporting.document import build
from core.reporting.evidence import Evidence


def write(
    metrics: Mapping[str, Any],
    card: Mapping[str, Any],
    out: Path,
    *,
    made_on: date,
    pictures: Sequence[Picture],
    comparison: Mapping[str, Any] | None,
) -> tuple[Path, Path]:
    """Do what `core.reporting.write_report` says."""
    return put(build(Evidence(metrics, card, comparison, tuple(pictures)), made_on), out)


def put(report: Report, out: Path, name: str = "report") -> tuple[Path, Path]:
    """Write a report as NAME.html and NAME.pdf into a folder, each whole or not at all.

    Raises `EvaluationError` where the folder can't be written or a picture can't be read.
    """
    try:
        pages = pdf.render(report)
    except UnidentifiedImageError as cause:
        raise EvaluationError("A picture for the report is not a PNG or JPEG file.") from cause
    page = html.render(report).encode("utf-8")
    try:
        out.mkdir(parents=True, exist_ok=True)
        return _whole(out / f"{name}.html", page), _whole(out / f"{name}.pdf", pages)
    except OSError as cause:
        raise EvaluationError(f"The report can't be written: {cause.strerror or cause}.") from cause


def _whole(path: Path, content: bytes) -> Path:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    return partial.replace(path)
