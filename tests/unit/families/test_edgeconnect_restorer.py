"""EdgeConnect's pipeline: which edges reach the completion generator, and what is cached."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from engine_fakes import make_card
from numpy.typing import NDArray
from torch import Tensor, nn

from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.families.edgeconnect.restorer import (
    EdgeConnectRestorer,
    compose_edges,
    join_predictions,
)
from inpaint_studio.imaging.edges import canny
from inpaint_studio.inference.device import CPU, Device, DeviceKind, Precision
from inpaint_studio.inference.restorer import EdgeGuide, FillRequest
from inpaint_studio.progress import ProgressToken


class StubEdge(nn.Module):
    """Predicts an edge in every fourth column; counts its calls."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Tensor, Tensor, Tensor]] = []

    def forward(self, gray: Tensor, edge: Tensor, mask: Tensor) -> Tensor:
        self.calls.append((gray, edge, mask))
        probability = torch.full_like(gray, 0.1)
        probability[..., ::4] = 0.9
        return probability


class StubCompletion(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Tensor, Tensor, Tensor]] = []

    def forward(self, image: Tensor, edge: Tensor, mask: Tensor) -> Tensor:
        self.calls.append((image, edge, mask))
        return image * 0 + 0.5


def square_photo() -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    image = np.full((64, 64, 3), 40, np.uint8)
    image[16:48, 16:48] = 200
    mask = np.zeros((64, 64), np.bool_)
    mask[24:40, 8:32] = True
    return image, mask


@pytest.fixture
def stubs() -> tuple[EdgeConnectRestorer, StubEdge, StubCompletion]:
    edge, completion = StubEdge(), StubCompletion()
    card = make_card("edgeconnect", size_multiple=4)
    return EdgeConnectRestorer(card, edge, completion, CPU), edge, completion


def test_known_edges_stay_and_predicted_ones_count_only_in_the_hole(
    stubs: tuple[EdgeConnectRestorer, StubEdge, StubCompletion],
) -> None:
    restorer, _, completion = stubs
    image, mask = square_photo()
    fill = restorer.fill(FillRequest(image, mask), ProgressToken())
    known = canny(image, mask)
    assert known.sum() > 0
    used = completion.calls[0][1][0, 0].numpy()
    np.testing.assert_array_equal(used[~mask], known[~mask])
    expected = np.zeros((64, 64), np.float32)
    expected[:, ::4] = 1
    np.testing.assert_array_equal(used[mask], expected[mask])
    assert fill.edges is not None
    np.testing.assert_array_equal(fill.edges, used)


def test_user_edges_are_added_and_removed_last(
    stubs: tuple[EdgeConnectRestorer, StubEdge, StubCompletion],
) -> None:
    restorer, _, completion = stubs
    image, mask = square_photo()
    add, erase = np.zeros_like(mask), np.zeros_like(mask)
    add[30, 10:30] = True
    erase[26:40, :] = True
    guide = EdgeGuide(add, erase)
    restorer.fill(FillRequest(image, mask, guide=guide), ProgressToken())
    used = completion.calls[0][1][0, 0].numpy().astype(bool)
    assert used[add].all()
    assert not used[erase & ~add].any()


def test_only_completion_runs_when_only_the_users_edges_change(
    stubs: tuple[EdgeConnectRestorer, StubEdge, StubCompletion],
) -> None:
    restorer, edge, completion = stubs
    image, mask = square_photo()
    none = np.zeros_like(mask)
    for row in (26, 30, 34):
        add = none.copy()
        add[row, 10:30] = True
        restorer.fill(FillRequest(image, mask, guide=EdgeGuide(add, none)), ProgressToken())
    assert len(edge.calls) == 1
    assert len(completion.calls) == 3
    changed = image.copy()
    changed[0, 0] = 0
    restorer.fill(FillRequest(changed, mask), ProgressToken())
    assert len(edge.calls) == 2


def test_what_lies_in_the_hole_does_not_matter() -> None:
    torch.manual_seed(0)
    restorer = EdgeConnectRestorer(
        make_card(size_multiple=4), EdgeGenerator(8, 2), CompletionGenerator(8, 2), CPU
    )
    image, mask = square_photo()
    damaged = image.copy()
    damaged[mask] = 255
    first = restorer.fill(FillRequest(image, mask), ProgressToken())
    second = restorer.fill(FillRequest(damaged, mask), ProgressToken())
    np.testing.assert_allclose(first.image[mask], second.image[mask], atol=1e-6)


@pytest.mark.parametrize("shape", [(37, 51), (8, 8), (4, 9)])
def test_odd_sizes_keep_their_shape(shape: tuple[int, int]) -> None:
    restorer = EdgeConnectRestorer(
        make_card(size_multiple=4), EdgeGenerator(4, 1), CompletionGenerator(4, 1), CPU
    )
    image = np.random.default_rng(0).integers(0, 65535, (*shape, 3), np.uint16)
    mask = np.zeros(shape, np.bool_)
    mask[1:3, 1:3] = True
    fill = restorer.fill(FillRequest(image, mask), ProgressToken())
    assert fill.image.shape == (*shape, 3)
    assert fill.image.dtype == np.float32
    assert fill.edge_probability is not None
    assert fill.edge_probability.shape == shape


def test_half_precision_agrees_with_full() -> None:
    torch.manual_seed(0)
    edge, completion = EdgeGenerator(16, 2), CompletionGenerator(16, 2)
    image, mask = square_photo()
    maps = []
    for precision in (Precision.FLOAT32, Precision.BFLOAT16):
        first, second = EdgeGenerator(16, 2), CompletionGenerator(16, 2)
        first.load_state_dict(edge.state_dict())
        second.load_state_dict(completion.state_dict())
        device = Device(DeviceKind.CPU, precision)
        restorer = EdgeConnectRestorer(make_card(size_multiple=4), first, second, device)
        maps.append(restorer.predict_edges(FillRequest(image, mask), ProgressToken())[1])
    assert np.abs(maps[0] - maps[1]).mean() < 2 / 255


def test_compose_edges_leaves_its_inputs_alone() -> None:
    rng = np.random.default_rng(1)
    known = (rng.random((9, 9)) > 0.5).astype(np.float32)
    probability = rng.random((9, 9), dtype=np.float32)
    mask = rng.random((9, 9)) > 0.5
    copies = known.copy(), probability.copy(), mask.copy()
    edges = compose_edges(known, probability, mask, threshold=0.5)
    for array, copy in zip((known, probability, mask), copies, strict=True):
        np.testing.assert_array_equal(array, copy)
    assert set(np.unique(edges)) <= {0.0, 1.0}


def test_a_strong_line_goes_through_the_hole_where_the_network_sees_nothing() -> None:
    class Nothing(nn.Module):
        def forward(self, gray: Tensor, edge: Tensor, mask: Tensor) -> Tensor:
            return torch.full_like(gray, 0.05)

    image, mask = np.full((96, 96, 3), 200, np.uint8), np.zeros((96, 96), np.bool_)
    image[48:], mask[20:76, 30:66] = 60, True
    completion = StubCompletion()
    restorer = EdgeConnectRestorer(make_card(size_multiple=4), Nothing(), completion, CPU)
    edges = restorer.fill(FillRequest(image, mask), ProgressToken()).edges
    assert edges is not None
    inside = edges[:, 31:65]
    assert (inside.sum(axis=0) == 1).all()
    assert set(np.argmax(inside, axis=0)) <= {46, 47, 48, 49}


def test_a_line_takes_the_place_of_less_probable_edges_beside_it() -> None:
    probability, lines = np.zeros((2, 24, 24), np.float32)
    probability[4, :], probability[14, :], probability[16, 12] = 0.6, 0.6, 0.9
    lines[15] = 0.8
    before = probability.copy(), lines.copy()
    joined = join_predictions(probability, lines)
    assert joined[15, :10] == pytest.approx(0.8)
    assert joined[4, 2:-2] == pytest.approx(0.6)
    assert not joined[14, :10].any()
    assert joined[16, 12] == pytest.approx(0.9)
    np.testing.assert_array_equal((probability, lines), before)


def test_a_predicted_edge_gives_way_to_one_drawn_beside_it() -> None:
    known, probability = np.zeros((2, 20, 20), np.float32)
    mask = np.zeros((20, 20), np.bool_)
    mask[:, 5:15] = True
    probability[9], probability[15], known[9, :5] = 0.9, 0.9, 1.0
    add = np.zeros((20, 20), np.bool_)
    add[10, 3:15] = True
    guide = EdgeGuide(add, np.zeros_like(add))
    edges = compose_edges(known, probability, mask, guide=guide) > 0
    assert not edges[9, 5:15].any()
    assert edges[10, 3:15].all()
    assert edges[15, 5:15].all()
    assert edges[9, :5].all()  # of the photo, not predicted
