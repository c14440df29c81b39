"""From a radiograph to an analysis, from one thread and from many."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from core.errors import ModelError, UnknownModelError
from core.imaging import to_network_input
from core.inference import Engine
from core.models import ModelStore
from core.records import Analysis, ModelVersion
from tests.inference.conftest import SIDE, film


@pytest.fixture(scope="module")
def engine(store: ModelStore) -> Engine:
    return Engine(store)


def same(one: Analysis, other: Analysis) -> bool:
    return (
        one.probability == other.probability
        and one.findings == other.findings
        and bool(np.array_equal(one.heatmap, other.heatmap))
    )


def test_the_probability_is_the_calibrated_logit(
    engine: Engine, store: ModelStore, version: ModelVersion
) -> None:
    radiograph = film(1)
    square, _ = to_network_input(radiograph.pixels, SIDE)
    logit = float(store.network(version)(square[None], training=False)[0, 0])
    analysis = engine.analyse(radiograph)
    assert analysis.probability == pytest.approx(1 / (1 + np.exp(-(2.0 * logit - 0.5))), rel=1e-5)
    assert analysis.band is version.operating_points.band(analysis.probability)
    assert (analysis.model, analysis.version, analysis.digest) == ("tiny", "1.0.0", radiograph.digest)


def test_the_heatmap_lies_over_the_film(engine: Engine) -> None:
    analysis = engine.analyse(film(2, height=100, width=400))
    assert analysis.heatmap.shape == (16, 64)
    assert analysis.heatmap.dtype == np.float32
    assert analysis.heatmap.min() >= 0 and analysis.heatmap.max() <= 1
    assert analysis.has_evidence
    for finding in analysis.findings:
        assert 0 <= finding.box.x0 < finding.box.x1 <= 400 and 0 <= finding.box.y0 < finding.box.y1 <= 100
        assert finding.score >= 0.5


def test_a_fixed_scale_is_not_stretched(engine: Engine) -> None:
    analysis = engine.analyse(film(2), "scaled")
    assert 0 < analysis.heatmap.max() < 1e-3
    assert analysis.findings == ()


def test_every_stage_is_timed(engine: Engine) -> None:
    timings = engine.analyse(film(3)).timings_ms
    assert list(timings) == ["prepare", "trunk", "saliency", "findings", "total"]
    stages = sum(spent for stage, spent in timings.items() if stage != "total")
    assert timings["total"] == pytest.approx(stages)


def test_all_versions_are_asked_the_default_first(engine: Engine) -> None:
    assert [version.name for version in engine.versions()] == ["tiny", "scaled"]
    analyses = [engine.analyse(film(4), version.name) for version in engine.versions()]
    assert [analysis.model for analysis in analyses] == ["tiny", "scaled"]
    assert analyses[0].probability == analyses[1].probability


def test_an_unknown_model_is_refused(engine: Engine) -> None:
    with pytest.raises(UnknownModelError):
        engine.analyse(film(1), "oracle")


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 700), (900, 2), (2000, 1500)])
def test_films_of_any_shape_are_analysed(engine: Engine, height: int, width: int) -> None:
    analysis = engine.analyse(film(5, height, width))
    assert 0 < analysis.probability < 1
    assert max(analysis.heatmap.shape) == SIDE and min(analysis.heatmap.shape) >= 1


def test_the_same_film_gets_the_same_answer(engine: Engine, store: ModelStore) -> None:
    assert same(engine.analyse(film(6)), engine.analyse(film(6)))
    assert same(engine.analyse(film(6)), Engine(store).analyse(film(6)))


def test_many_threads_get_what_one_gets(engine: Engine) -> None:
    films = [film(seed) for seed in range(12)]
    alone = [engine.analyse(each) for each in films]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(engine.analyse, films * 4))
    assert all(same(got, alone[number % len(films)]) for number, got in enumerate(together))


def test_threads_that_come_at_once_load_a_network_once(store: ModelStore) -> None:
    with patch.object(ModelStore, "network", autospec=True, side_effect=ModelStore.network) as load:
        engine = Engine(store)
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(engine.analyse, [film(1)] * 6))
    assert load.call_count == 1


def test_each_loading_is_told_once(store: ModelStore) -> None:
    told: list[str] = []
    fresh = Engine(store, on_loaded=lambda: told.append("loaded"))
    assert told == []
    fresh.load()
    fresh.load()
    assert told == ["loaded"]


def test_an_answer_that_is_no_number_is_an_error(store: ModelStore, version: ModelVersion) -> None:
    broken = store.network(version)
    broken.get_layer("logit").bias.assign([np.nan])
    with (
        patch.object(ModelStore, "network", return_value=broken),
        pytest.raises(ModelError, match="no usable answer"),
    ):
        Engine(store).analyse(film(7))


def test_the_engine_waits_for_tensorflow_until_a_film_comes(store: ModelStore) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from core.inference import Engine; from core.models import ModelStore;"
        "Engine(ModelStore(Path(sys.argv[1]))).versions(); sys.exit('tensorflow' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store.root)], check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 0
