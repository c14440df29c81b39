"""Real files: those beside the checkout, read or refused as they should be."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import DamagedFileError, EmptyFileError, NotARadiographError, RadiographError
from core.imaging import read_radiograph
from core.records import Radiograph

pytestmark = pytest.mark.data


def read(path: Path) -> Radiograph:
    return read_radiograph(path.read_bytes())


def files(folder: Path) -> list[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    assert found, folder
    return found


def test_every_cr_and_dx_film_is_read(shared_data: Path) -> None:
    for path in files(shared_data / "dicom" / "cr_dx"):
        shown = read(path)
        assert shown.source_format == "DICOM", path.name
        assert shown.pixels.std() > 0.01, path.name


@pytest.mark.parametrize(
    ("name", "syntaxes"),
    [("RG2", ("J2KI", "JLSN", "JPLY")), ("RG3", ("J2KI", "J2KR", "JLSL", "JPLY")), ("XA1", ("JLSN", "JPLY"))],
)
def test_the_same_film_in_several_syntaxes(shared_data: Path, name: str, syntaxes: tuple[str, ...]) -> None:
    folder = shared_data / "dicom" / "cr_dx"
    first, *others = (read(folder / f"dicom-test-files__{name}_{syntax}.dcm").pixels for syntax in syntaxes)
    for other in others:
        difference = np.abs(first - other)
        assert difference.mean() < 0.01
        assert np.quantile(difference, 0.99) < 0.05


def test_monochrome1_films_have_dark_air_and_bright_bone(shared_data: Path) -> None:
    leg = read(shared_data / "dicom" / "cr_dx" / "dicom-test-files__RG3_J2KR.dcm").pixels
    air, shaft = leg[100:900, 500:580], leg[100:900, 870:910]
    assert air.mean() < 0.2
    assert shaft.mean() > 0.7


def test_objects_that_are_no_radiograph_are_refused(shared_data: Path) -> None:
    for path in files(shared_data / "dicom" / "non_radiograph_objects"):
        with pytest.raises(NotARadiographError, match=r"This is an? .+, not a radiograph\."):
            read(path)


def test_every_other_dicom_file_is_read_or_refused(shared_data: Path) -> None:
    outcomes: dict[str, str] = {}
    for folder in ("charset", "corrupt_or_odd", "derived_corrupt", "syntaxes"):
        for path in files(shared_data / "dicom" / folder):
            try:
                read(path)
                outcomes[path.name] = "read"
            except RadiographError as refusal:
                outcomes[path.name] = type(refusal).__name__
    assert outcomes["empty.dcm"] == outcomes["preamble_only.dcm"] == EmptyFileError.__name__
    assert outcomes["RG3_JPLY_no_preamble.dcm"] == "read"
    for name, outcome in outcomes.items():
        if any(word in name for word in ("CT_small", "CTImage", "MR_small", "emri", "liver", "693_")):
            assert outcome == NotARadiographError.__name__, name
        if "SC_rgb" in name and "2frame" not in name:
            assert outcome == "read", name


def test_every_fracatlas_film_is_read_those_cut_short_with_a_remark(shared_data: Path) -> None:
    cut = 0
    for path in files(shared_data / "fracatlas" / "images"):
        shown = read(path)
        assert shown.pixels.std() > 0, path.name
        cut += "cut short" in " ".join(shown.remarks)
    assert cut == 54


def test_a_codestream_that_kills_its_decoder_costs_one_film(shared_data: Path) -> None:
    name = "pydicom-data__JPGLosslessP14SV1_1s_1f_8b.dcm"
    sound = (shared_data / "dicom" / "syntaxes" / name).read_bytes()
    # The same JPEG lossless picture as a radiograph: class and modality are replaced at equal length.
    sound = sound.replace(b"1.2.840.10008.5.1.4.1.1.6.1", b"1.2.840.10008.5.1.4.1.1.1\0\0")
    sound = sound.replace(b"CS\x02\0US", b"CS\x02\0CR")
    assert read_radiograph(sound).pixels.std() > 0.01
    start, dice = sound.index(b"\xff\xd8\xff"), np.random.default_rng(1)
    for _ in range(60):
        broken = bytearray(sound)
        for place in dice.integers(start, start + 700, 4):
            broken[place] = dice.integers(256)
        try:
            read_radiograph(bytes(broken))
        except RadiographError as refusal:
            assert isinstance(refusal, DamagedFileError)
    assert read_radiograph(sound).pixels.std() > 0.01
