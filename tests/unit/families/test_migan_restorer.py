"""The published MI-GAN behind the restorer's interface."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from engine_fakes import make_card

from inpaint_studio.errors import CancelledError, MissingPartError, ModelFileError
from inpaint_studio.families.migan.checkpoint import published_network
from inpaint_studio.families.migan.restorer import MiganRestorer, make_migan
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.registry import find_family


def ramp(height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:height, 0:width]
    image = np.stack([x * 200 / width + 20, y * 200 / height + 20, x * 0 + 90], axis=2)
    mask = np.zeros((height, width), np.bool_)
    mask[height // 3 : height // 2, width // 3 : width // 2] = True
    return image.astype(np.uint8), mask


@pytest.mark.parametrize("shape", [(512, 512), (201, 333)])
def test_fill_continues_a_smooth_photo(migan_file: Path, shape: tuple[int, int]) -> None:
    image, mask = ramp(*shape)
    damaged = image.copy()
    damaged[mask] = 255
    restorer = MiganRestorer(make_card(), published_network(migan_file), CPU)
    fill = restorer.fill(FillRequest(damaged, mask), ProgressToken())
    assert fill.image.shape == image.shape
    assert fill.image.dtype == np.float32
    error = np.abs(fill.image[mask] * 255 - image[mask])
    assert np.median(error) < 12


def test_damage_in_the_hole_does_not_shine_through(migan_file: Path) -> None:
    image, mask = ramp(256, 256)
    restorer = MiganRestorer(make_card(), published_network(migan_file), CPU)
    fills = []
    for colour in (0, 255):
        damaged = image.copy()
        damaged[mask] = colour
        fills.append(restorer.fill(FillRequest(damaged, mask), ProgressToken()).image)
    assert np.abs(fills[0] - fills[1]).max() < 2 / 255


def test_cancelled_before_and_while_running(migan_file: Path) -> None:
    image, mask = ramp(512, 512)
    restorer = MiganRestorer(make_card(), published_network(migan_file), CPU)
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        restorer.fill(FillRequest(image, mask), token)
    running = ProgressToken()
    timer = threading.Timer(0.06, running.cancel)
    timer.start()
    try:
        restorer.fill(FillRequest(image, mask), running)
    except CancelledError:
        pass
    finally:
        timer.cancel()
    fill = restorer.fill(FillRequest(image, mask), ProgressToken())
    assert np.isfinite(fill.image).all()


def test_file_that_is_no_model_says_so(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"not a graph")
    with pytest.raises(ModelFileError, match=r"model\.onnx"):
        published_network(path)


def test_not_installed_says_how_to_install() -> None:
    with pytest.raises(MissingPartError, match="install the model migan"):
        make_migan(make_card(), None, CPU)


def test_without_pytorch_the_graph_fills_the_same(
    migan_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, mask = ramp(201, 333)
    image[mask] = 255
    (card,) = find_family("migan").downloads
    fills = []
    for has_torch in (True, False):
        monkeypatch.setattr(
            "inpaint_studio.families.migan.restorer.torch_is_installed",
            lambda known=has_torch: known,
        )
        restorer = make_migan(card, migan_file.parent, CPU)
        fills.append(restorer.fill(FillRequest(image, mask), ProgressToken()).image)
        restorer.close()
    assert np.abs(fills[0] - fills[1]).max() < 1e-3
