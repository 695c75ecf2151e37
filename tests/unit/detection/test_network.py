"""The network's finder: tiles, scales, cancellation; and what the installed weights find."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from scratched_photo import landscape, scratched
from torch import Tensor, nn

from inpaint_studio.detection import FindingKind, Findings
from inpaint_studio.detection.network import (
    OUTPUTS,
    NetworkFinder,
    installed_finder,
    looks_at,
)
from inpaint_studio.errors import BadInputError, CancelledError, MissingPartError
from inpaint_studio.families.damage.network import DamageUnet
from inpaint_studio.geometry import Size
from inpaint_studio.inference.device import CPU
from inpaint_studio.paths import MODELS_VARIABLE
from inpaint_studio.progress import ProgressToken
from inpaint_studio.training.damage.groups import GROUPS
from inpaint_studio.training.export import export_network
from inpaint_studio.zoo.card import ModelCard, ModelFile
from inpaint_studio.zoo.card_file import card_to_json
from inpaint_studio.zoo.detectors import (
    DAMAGE_DETECTOR,
    Detector,
    find_detector,
)
from inpaint_studio.zoo.model_file import DETECTOR_FILE

ALL = frozenset(OUTPUTS)


class Brightness(nn.Module):
    """Says of every pixel how bright it is, for all kinds: nothing but tiling can change it."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.sizes: list[tuple[int, int]] = []

    def fuse(self) -> None: ...

    def forward(self, image: Tensor) -> Tensor:
        assert image.shape[2] % 32 == 0
        assert image.shape[3] % 32 == 0
        self.sizes.append((image.shape[2], image.shape[3]))
        return torch.logit(image[:, :1].clamp(1e-6, 1 - 1e-6)).expand(-1, len(OUTPUTS), -1, -1)


def brightness() -> tuple[NetworkFinder, Brightness]:
    network = Brightness()
    return NetworkFinder(CPU, network), network


def test_outputs_are_the_groups_that_training_knows() -> None:
    assert [kind.value for kind in OUTPUTS] == [group.value for group in GROUPS]


@pytest.mark.parametrize("shape", [(1, 1), (33, 70), (900, 1001)])
def test_tiles_meet_without_gaps_and_odd_sizes_keep_their_shape(shape: tuple[int, int]) -> None:
    gray = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    image = np.repeat(gray[..., None], 3, 2)
    before = image.copy()
    finder, network = brightness()
    scores = finder.find(image, ALL, ProgressToken())
    assert set(scores) == ALL
    # Beyond the smallest, once more at half size.
    assert len(network.sizes) == (1 if shape[0] < 64 else 5)
    for kind, found in scores.items():
        assert found.shape == shape
        if shape[0] < 64 and kind is FindingKind.STAINS:
            assert np.array_equal(found, gray)
    assert np.array_equal(image, before)


def test_large_photographs_are_looked_at_small_too() -> None:
    assert looks_at(Size(60, 5000)) == (1.0, (1.0,), False)
    assert looks_at(Size(600, 5000)) == (1.0, (1.0, 0.5, 2.0), False)
    assert looks_at(Size(900, 5000)) == (1.0, (1.0, 0.5), False)
    assert looks_at(Size(1024, 1024)) == (1.0, (1.0, 0.5, 0.25), False)
    assert looks_at(Size(4000, 3000)) == (1 / 3, (1.0, 0.5, 0.25), True)
    image = np.zeros((1300, 1300, 3), np.uint8)
    image[400:900, 400:900] = 255
    finder, network = brightness()
    stains = finder.find(image, frozenset({FindingKind.STAINS}), ProgressToken())
    # 1000 px in four tiles, half and a quarter of that in one, and the whole in four.
    assert len(network.sizes) == 10
    found = stains[FindingKind.STAINS]
    assert found.shape == (1300, 1300)
    assert found[650, 650] == 255
    assert found[100, 100] == 0


def test_what_is_too_fine_for_the_size_of_a_print_is_found_in_full() -> None:
    image = np.zeros((2000, 2000, 3), np.uint8)
    image[::2] = 255  # grey when it is made small
    finder, _ = brightness()
    scores = finder.find(image, ALL, ProgressToken())
    for found in scores.values():
        assert found[1000, 1000] == 255
    assert abs(int(scores[FindingKind.STAINS][1001, 1000]) - 128) <= 1


def test_looks_at_a_print_are_averaged() -> None:
    image = np.zeros((100, 100, 3), np.uint8)
    image[::2] = 255
    finder, _ = brightness()
    found = finder.find(image, frozenset({FindingKind.TEARS}), ProgressToken())
    # Surely and half, surely not and half.
    assert found[FindingKind.TEARS][50, 50] > 250
    assert found[FindingKind.TEARS][51, 50] < 5


def test_a_mark_is_judged_against_its_surroundings() -> None:
    image = np.full((60, 120, 3), 2, np.uint8)
    image[30, :60] = 200  # a crack in what is sound
    image[:, 70:] = 200  # as bright all over
    finder, _ = brightness()
    scores = finder.find(image, ALL, ProgressToken())
    for kind in ALL - {FindingKind.STAINS}:
        assert scores[kind][30, 20] > scores[kind][30, 95] + 10, kind
    assert scores[FindingKind.STAINS][30, 20] == scores[FindingKind.STAINS][30, 95]


def test_sixteen_bits_and_float_are_the_same_photograph() -> None:
    image = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    finder, _ = brightness()
    wanted = finder.find(image, ALL, ProgressToken())[FindingKind.DUST]
    for other in (image.astype(np.uint16) * 257, image / np.float32(255)):
        found = finder.find(other, ALL, ProgressToken())[FindingKind.DUST]
        assert np.abs(found.astype(int) - wanted).max() <= 1


def test_cancelling_and_bad_input() -> None:
    finder, _ = brightness()
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        finder.find(np.zeros((64, 64, 3), np.uint8), ALL, token)
    with pytest.raises(BadInputError):
        finder.find(np.zeros((64, 64), np.uint8), ALL, ProgressToken())


def test_it_runs_the_real_network_untrained() -> None:
    finder = NetworkFinder(CPU, DamageUnet(6))
    scores = finder.find(landscape(50, 61), frozenset({FindingKind.TEARS}), ProgressToken())
    assert list(scores) == [FindingKind.TEARS]
    assert scores[FindingKind.TEARS].shape == (50, 61)


def test_the_installed_network_is_loaded_once_for_all_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = _counted_loads(monkeypatch)
    _install(tmp_path, seed=0)
    monkeypatch.setenv(MODELS_VARIABLE, str(tmp_path))
    with ThreadPoolExecutor(4) as pool:
        finders = list(pool.map(lambda _: installed_finder(CPU), range(8)))
    assert all(finder is finders[0] for finder in finders)
    assert len(loads) == 1
    # Other weights are other findings: they are not taken for those that were loaded.
    _install(tmp_path, seed=1)
    assert installed_finder(CPU) is not finders[0]
    assert len(loads) == 2


def test_threads_that_share_a_finder_find_what_one_alone_finds() -> None:
    finder = NetworkFinder(CPU, DamageUnet(6))
    images = [landscape(64, 96), landscape(70, 50), landscape(33, 41)]
    alone = [finder.find(image, ALL, ProgressToken()) for image in images]
    with ThreadPoolExecutor(3) as pool:
        together = list(pool.map(lambda image: finder.find(image, ALL, ProgressToken()), images))
    for one, other in zip(alone, together, strict=True):
        for kind in ALL:
            assert np.array_equal(one[kind], other[kind])


def _install(parent: Path, seed: int) -> None:
    folder = parent / DAMAGE_DETECTOR
    torch.manual_seed(seed)
    path = folder / "detector.safetensors"
    export_network(DamageUnet(6).eval(), path, metadata={})
    content = path.read_bytes()
    file = ModelFile(path.name, "detector", hashlib.sha256(content).hexdigest(), len(content))
    card = ModelCard(name=DAMAGE_DETECTOR, title="Mine", family="damage", files=(file,))
    (folder / DETECTOR_FILE).write_text(card_to_json(card), encoding="utf-8")


def _counted_loads(monkeypatch: pytest.MonkeyPatch) -> list[Detector]:
    loads: list[Detector] = []
    load = Detector.load

    def counted(detector: Detector) -> nn.Module:
        loads.append(detector)
        return load(detector)

    monkeypatch.setattr(Detector, "load", counted)
    return loads


@pytest.fixture(scope="module")
def installed() -> NetworkFinder:
    try:
        find_detector()
    except MissingPartError:
        pytest.skip("the weights are not in this checkout")
    return NetworkFinder(CPU)


@pytest.mark.parametrize(("tone", "sensitivity"), [(250, 0.5), (10, 0.85)])
def test_the_installed_network_finds_scratches(
    installed: NetworkFinder, tone: int, sensitivity: float
) -> None:
    """Broad, clean, dark ones it doubts; see its card."""
    image, truth = scratched(landscape(), tone)
    mask = Findings(installed.find(image, ALL - {FindingKind.STAINS}, ProgressToken())).mask(
        sensitivity
    )
    assert (mask & truth).sum() > 0.7 * truth.sum()
    assert mask.mean() < 0.12


def test_the_installed_network_finds_nothing_in_plain_pictures(installed: NetworkFinder) -> None:
    for image in (np.full((200, 260, 3), 128, np.uint8), landscape()):
        mask = Findings(installed.find(image, ALL, ProgressToken())).mask(0.5)
        assert mask.mean() < 0.002
