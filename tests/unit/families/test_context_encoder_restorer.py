"""The context encoder's restorer: which centres it fills, in which order, and what they see."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engine_fakes import make_card
from torch import Tensor, nn

from inpaint_studio.errors import CancelledError
from inpaint_studio.families.context_encoder.restorer import (
    ContextEncoderRestorer,
    plan_centres,
)
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize(
    ("box", "count"),
    [((50, 60, 110, 120), 1), ((0, 0, 64, 64), 1), ((10, 10, 80, 30), 2), ((0, 0, 150, 200), 12)],
)
def test_centres_cover_the_hole(box: tuple[int, int, int, int], count: int) -> None:
    mask = np.zeros((150, 210), np.bool_)
    mask[box[0] : box[2], box[1] : box[3]] = True
    centres = plan_centres(mask)
    covered = np.pad(np.zeros_like(mask), 64)
    for centre in centres:
        assert centre.size == (64, 64)
        covered[centre.moved(64, 64).slices] = True
    assert covered[64:-64, 64:-64][mask].all()
    assert len(centres) == count


def test_centres_come_from_outside_in_and_not_where_nothing_is_missing() -> None:
    mask = np.pad(np.ones((176, 176), np.bool_), 100)
    order = [(centre.top, centre.left) for centre in plan_centres(mask)]
    assert len(order) == 9
    assert order.index((156, 156)) > 4  # the middle one, after most of its neighbours
    sparse = np.zeros((400, 400), np.bool_)
    sparse[0, 0] = sparse[-1, -1] = True
    assert len(plan_centres(sparse)) == 2


class Recorder(nn.Module):
    """Answers a constant, and keeps what it saw."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Tensor] = []

    def forward(self, image: Tensor) -> Tensor:
        self.seen.append(image.clone())
        return torch.full((1, 3, 64, 64), 0.25 * len(self.seen))


def test_windows_show_the_surroundings_and_hide_the_centre() -> None:
    network = Recorder()
    restorer = ContextEncoderRestorer(make_card(), network, CPU)
    image = np.full((140, 150, 3), 200, np.uint8)
    mask = np.zeros((140, 150), np.bool_)
    mask[40:100, 50:110] = True
    image[mask] = 0
    fill = restorer.fill(FillRequest(image, mask), ProgressToken())
    (seen,) = network.seen
    assert seen.shape == (1, 3, 128, 128)
    hidden = seen[0, :, 36:92, 36:92]
    assert torch.allclose(hidden.mean(dim=(1, 2)) * 255, torch.tensor([117.0, 104.0, 123.0]))
    around = seen[0].clone()
    around[:, 36:92, 36:92] = 200 / 255
    assert torch.allclose(around, torch.full_like(around, 200 / 255), atol=2 / 255)
    np.testing.assert_allclose(fill.image[mask], 0.25)
    np.testing.assert_allclose(fill.image[~mask], 200 / 255, atol=1e-6)


def test_later_windows_see_earlier_fills_and_small_photos_work() -> None:
    network = Recorder()
    restorer = ContextEncoderRestorer(make_card(), network, CPU)
    image = np.full((70, 30, 3), 200, np.uint8)
    mask = np.zeros((70, 30), np.bool_)
    mask[:69] = True
    fill = restorer.fill(FillRequest(image, mask), ProgressToken())
    assert len(network.seen) == 2
    assert (network.seen[1] == 0.25).any()
    assert set(np.unique(fill.image[mask])) == {0.25, 0.5}
    token = ProgressToken()
    token.cancel()
    with pytest.raises(CancelledError):
        restorer.fill(FillRequest(image, mask), token)
