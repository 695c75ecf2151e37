"""Padding, precision, fused norms, cancellation and memory errors of the network runner."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from inpaint_studio.errors import CancelledError
from inpaint_studio.families.edgeconnect.network import CompletionGenerator
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.network_runner import NetworkRunner, as_planes
from inpaint_studio.progress import ProgressToken


def test_fused_norms_compute_the_same_function() -> None:
    torch.manual_seed(1)
    plain = CompletionGenerator(8, 2).eval()
    ours = CompletionGenerator(8, 2)
    ours.load_state_dict(plain.state_dict())
    rng = np.random.default_rng(0)
    image = rng.random((3, 32, 40), dtype=np.float32)
    edge = (rng.random((1, 32, 40)) > 0.9).astype(np.float32)
    mask = np.zeros((1, 32, 40), np.float32)
    mask[:, 8:20, 8:30] = 1
    (result,) = NetworkRunner(ours, CPU, size_multiple=4).run(
        image, edge, mask, token=ProgressToken()
    )
    with torch.no_grad():
        expected = plain(*(torch.from_numpy(a)[None] for a in (image, edge, mask)))[0]
    np.testing.assert_allclose(result, expected.numpy(), atol=1e-5)


def test_padding_is_cut_off_again() -> None:
    class Doubler(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            assert x.shape[-2] % 8 == 0
            assert x.shape[-1] % 8 == 0
            return 2 * x

    planes = np.arange(3 * 5 * 11, dtype=np.float32).reshape(3, 5, 11)
    (result,) = NetworkRunner(Doubler(), CPU, size_multiple=8).run(planes, token=ProgressToken())
    np.testing.assert_array_equal(result, 2 * planes)


def test_cancel_between_layers() -> None:
    token = ProgressToken()
    layers_run: list[int] = []

    class Layer(nn.Conv2d):
        def __init__(self, number: int) -> None:
            super().__init__(1, 1, 1)
            self.number = number

        def forward(self, x: Tensor) -> Tensor:
            layers_run.append(self.number)
            if self.number == 1:
                token.cancel()
            return super().forward(x)

    runner = NetworkRunner(nn.Sequential(*(Layer(i) for i in range(5))), CPU)
    with pytest.raises(CancelledError):
        runner.run(np.zeros((1, 4, 4), np.float32), token=token)
    assert layers_run == [0, 1]


@pytest.mark.parametrize(
    "error", [torch.OutOfMemoryError("CUDA out of memory"), RuntimeError("not enough memory: x")]
)
def test_memory_errors_become_the_one_the_engine_knows(error: Exception) -> None:
    class Hungry(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            raise error

    with pytest.raises(MemoryError):
        NetworkRunner(Hungry(), CPU).run(np.zeros((1, 4, 4), np.float32), token=ProgressToken())


def test_other_errors_pass_through() -> None:
    class Broken(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            raise RuntimeError("shapes differ")

    with pytest.raises(RuntimeError, match="shapes differ"):
        NetworkRunner(Broken(), CPU).run(np.zeros((1, 4, 4), np.float32), token=ProgressToken())


def test_as_planes() -> None:
    image = np.random.default_rng(0).random((4, 5, 3), dtype=np.float32)
    np.testing.assert_array_equal(as_planes(image), image.transpose(2, 0, 1))
    mask = image[..., 0] > 0.5
    assert as_planes(mask).dtype == np.float32
    assert as_planes(mask).shape == (1, 4, 5)
