import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from core.errors import ModelError, UnknownModelError
from core.models import Heads, ModelStore, Prediction, build_network, get_weights
from core.records import Band, Calibration, ModelVersion, OperatingPoints, Pooling

TINY = ModelVersion(
    name="tiny",
    version="1.0.0",
    architecture="tiny",
    side=32,
    calibration=Calibration(0.7, -0.2),
    operating_points=OperatingPoints(0.2, 0.6),
    heatmap_reference=0.3,
    card=MappingProxyType({"limits": ["none known"]}),
)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    made = ModelStore(tmp_path)
    made.save(build_network("tiny", 32), TINY)
    return made


def test_a_version_comes_back_as_it_was_saved(store: ModelStore) -> None:
    found = store.find("tiny")
    assert found == TINY
    assert found.card["limits"] == ["none known"]


@pytest.mark.parametrize("pooling", ["mean", "odds"])
def test_the_network_comes_back_to_half_precision(tmp_path: Path, pooling: Pooling) -> None:
    network = build_network("tiny", 32, pooling=pooling)
    store, version = ModelStore(tmp_path), replace(TINY, pooling=pooling)
    store.save(network, version)
    films = np.random.default_rng(0).random((4, 32, 32, 1), np.float32)
    again = store.network(store.find())
    assert again.predict(films, verbose=0) == pytest.approx(network.predict(films, verbose=0), abs=2e-3)
    kernel = get_weights(again)["conv0/kernel"]
    assert np.array_equal(kernel, get_weights(network)["conv0/kernel"].astype(np.float16))


def test_a_variance_beyond_half_precision_survives(tmp_path: Path) -> None:
    network = build_network("tiny", 32)
    network.get_layer("bn0").moving_variance.assign(np.full(4, 1e6, np.float32))
    store = ModelStore(tmp_path)
    store.save(network, TINY)
    assert get_weights(store.network(TINY))["bn0/moving_variance"].tolist() == [1e6] * 4


TELLING = replace(TINY, name="telling", traits=("hand", "hardware"))


def heads_of(version: ModelVersion) -> Heads:
    """Heads for the eight channels of the tiny network, of values that half precision holds."""
    kernel = np.linspace(-1, 0.75, 8, dtype=np.float32)
    return Heads(
        version.traits, np.stack([kernel, -kernel], axis=1), np.array([0.1, -3.0], np.float32), kernel, 0.2
    )


def test_heads_come_back_beside_an_untouched_network(store: ModelStore) -> None:
    network, given = build_network("tiny", 32), heads_of(TELLING)
    store.save(network, TELLING, given)
    assert store.find("telling") == TELLING
    back = store.heads(TELLING)
    assert back is not None and back.trait_names == ("hand", "hardware")
    assert np.array_equal(back.trait_kernel, given.trait_kernel)
    assert np.array_equal(back.trait_bias, given.trait_bias)
    assert np.array_equal(back.grid_kernel, given.grid_kernel)
    assert back.grid_bias == pytest.approx(0.2)
    assert get_weights(store.network(TELLING)).keys() == get_weights(network).keys()


def test_a_version_without_traits_has_no_heads(store: ModelStore) -> None:
    assert store.heads(TINY) is None


def test_a_card_from_before_there_were_traits_names_none(store: ModelStore) -> None:
    path = store.folder(TINY) / "card.json"
    card = json.loads(path.read_text())
    assert card.pop("traits") == []
    path.write_text(json.dumps(card))
    assert store.find("tiny").traits == ()


def test_traits_that_are_not_those_of_the_heads_are_not_saved(store: ModelStore) -> None:
    network = build_network("tiny", 32)
    with pytest.raises(ValueError, match="other traits"):
        store.save(network, TELLING)
    with pytest.raises(ValueError, match="other traits"):
        store.save(network, TINY, heads_of(TELLING))
    assert not store.folder(TELLING).exists()


@pytest.mark.parametrize("traits", [("hand",), ("hand", "hardware")])
def test_a_card_of_traits_that_the_weights_lack_is_an_error(
    store: ModelStore, traits: tuple[str, ...]
) -> None:
    if len(traits) == 1:
        store.save(build_network("tiny", 32), TELLING, heads_of(TELLING))
    else:
        store.save(build_network("tiny", 32), replace(TELLING, traits=()))
    with pytest.raises(ModelError, match=r"weights of telling 1.0.0 are missing or damaged"):
        store.heads(replace(TELLING, traits=traits))


def test_the_default_comes_first_then_names_then_the_newest(store: ModelStore) -> None:
    for version, default in (("1.10.0", False), ("1.9.0", False), ("0.1.0", True)):
        other = replace(TINY, version=version, default=default)
        store.folder(other).mkdir()
        store.write_card(other)
    assert [v.version for v in store.versions()] == ["0.1.0", "1.10.0", "1.9.0", "1.0.0"]
    assert store.find().version == "0.1.0"
    assert store.find("tiny-1.9.0").version == "1.9.0"


def test_an_unknown_name_says_what_there_is(store: ModelStore) -> None:
    with pytest.raises(UnknownModelError, match="no model 'alexnet' in the model store; it holds: tiny"):
        store.find("alexnet")


def test_an_empty_store_has_no_versions(tmp_path: Path) -> None:
    assert ModelStore(tmp_path).versions() == ()
    with pytest.raises(UnknownModelError, match="it holds: none"):
        ModelStore(tmp_path).find()


@pytest.mark.parametrize("damage", ["missing", "cut", "other"])
def test_damaged_weights_are_named(store: ModelStore, damage: str) -> None:
    weights = store.folder(TINY) / "weights.npz"
    if damage == "missing":
        weights.unlink()
    elif damage == "cut":
        weights.write_bytes(weights.read_bytes()[:200])
    else:
        np.savez(weights, something=np.zeros(3))
    with pytest.raises(ModelError, match=r"weights of tiny 1.0.0 are missing or damaged"):
        store.network(TINY)


def test_a_card_that_can_not_be_read_is_named(store: ModelStore) -> None:
    card = store.folder(TINY) / "card.json"
    card.write_text(json.dumps({"name": "tiny"}))
    with pytest.raises(ModelError, match=r"card of the model in 'tiny-1.0.0'"):
        store.versions()


def test_metrics_and_predictions_are_read_and_empty_without_a_test(store: ModelStore) -> None:
    assert store.metrics(TINY) == {}
    assert store.predictions(TINY) == ()
    (store.folder(TINY) / "metrics.json").write_text('{"n": 2}')
    (store.folder(TINY) / "predictions.csv").write_text(
        "image_id,label,probability,band\nIMG1,1,0.75,positive\nIMG2,0,0.1,negative\n"
    )
    assert store.metrics(TINY) == {"n": 2}
    assert store.predictions(TINY) == (
        Prediction("IMG1", 1, 0.75, Band.POSITIVE),
        Prediction("IMG2", 0, 0.1, Band.NEGATIVE),
    )


def test_listing_versions_imports_no_keras(store: ModelStore) -> None:
    program = (
        "import sys; from pathlib import Path; from core.models import ModelStore\n"
        f"assert ModelStore(Path({str(store.root)!r})).versions()\n"
        "sys.exit('keras' in sys.modules or 'tensorflow' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    assert subprocess.run([sys.executable, "-c", program], cwd=root, check=False).returncode == 0


def test_one_version_at_most_is_the_default(store: ModelStore) -> None:
    first, second = replace(TINY, version="8.0.0", default=True), replace(TINY, version="9.0.0")
    for version in (first, second):
        store.save(build_network("tiny", 32), version)
    store.make_default(second)
    assert [version.version for version in store.versions() if version.default] == ["9.0.0"]
    assert store.find("").version == "9.0.0"


def test_a_draft_is_no_version_until_it_is_taken_in_whole(store: ModelStore) -> None:
    new = replace(TINY, version="2.0.0")
    with store.draft(new) as drafts:
        drafts.save(build_network("tiny", 32), new)
        assert [version.version for version in store.versions()] == ["1.0.0"]
        store.take_in(drafts, new)
    assert [version.version for version in store.versions()] == ["2.0.0", "1.0.0"]
    assert get_weights(store.network(new)).keys() == get_weights(store.network(TINY)).keys()
    assert not (store.root / ".drafts").exists()


def test_a_draft_that_comes_to_nothing_leaves_nothing(store: ModelStore) -> None:
    new = replace(TINY, version="2.0.0")
    with pytest.raises(KeyboardInterrupt), store.draft(new) as drafts:
        drafts.save(build_network("tiny", 32), new)
        raise KeyboardInterrupt
    assert {path.name for path in store.root.iterdir()} == {"tiny-1.0.0"}


def test_what_a_killed_process_left_of_a_draft_is_not_taken_up(store: ModelStore) -> None:
    new = replace(TINY, version="2.0.0")
    left = store.root / ".drafts" / "tiny-2.0.0"
    left.mkdir(parents=True)
    (left / "predictions.csv").touch()
    with store.draft(new) as drafts:
        assert not drafts.folder(new).exists()


def test_a_number_that_is_taken_is_refused_and_nothing_is_overwritten(store: ModelStore) -> None:
    before = (store.folder(TINY) / "weights.npz").read_bytes()
    with pytest.raises(ModelError, match=r"holds tiny 1.0.0 already; choose another number"):
        store.refuse_taken("tiny", "1.0.0")
    with pytest.raises(ModelError, match=r"holds tiny 1.0.0 already"), store.draft(TINY):
        pytest.fail("a draft was lent")
    assert (store.folder(TINY) / "weights.npz").read_bytes() == before


def test_a_number_that_was_taken_meanwhile_is_not_overwritten(store: ModelStore) -> None:
    new = replace(TINY, version="2.0.0")
    with pytest.raises(ModelError, match=r"tiny 2.0.0 can't be put"), store.draft(new) as drafts:
        drafts.save(build_network("tiny", 32), new)
        store.save(build_network("tiny", 32), new)
        card = (store.folder(new) / "card.json").stat().st_mtime_ns
        store.take_in(drafts, new)
    assert (store.folder(new) / "card.json").stat().st_mtime_ns == card
