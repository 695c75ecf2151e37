"""Pluralistic, recurrent and coherent networks: shapes, what the hole may not tell, and attention
in bands against the plain formulation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.families.context_encoder.network import ContentNetwork
from inpaint_studio.families.csa.network import (
    CoherentCompletion,
    RefinementUNet,
    RoughUNet,
    coherent_attention,
    shrink_mask,
)
from inpaint_studio.families.pluralistic.network import (
    Pluralistic,
    PluralisticEncoder,
    PluralisticGenerator,
    ShortLongAttention,
)
from inpaint_studio.families.rfr.network import ConsistentAttention, RecurrentReasoning
from inpaint_studio.networks.dense_attention import query_chunks, self_attention

pytestmark = pytest.mark.usefixtures("one_thread")

MAKERS: dict[str, tuple[Callable[[], nn.Module], tuple[int, int]]] = {
    "rfr": (lambda: RecurrentReasoning(8), (48, 64)),
    "pluralistic": (
        lambda: Pluralistic(PluralisticEncoder(4, 6, 1), PluralisticGenerator(4, 6)),
        (32, 64),
    ),
    "csa": (lambda: CoherentCompletion(RoughUNet(4), RefinementUNet(4)), (256, 256)),
}
every_maker = pytest.mark.parametrize("name", list(MAKERS))


def window(size: tuple[int, int]) -> tuple[Tensor, Tensor]:
    torch.manual_seed(0)
    height, width = size
    mask = torch.zeros(2, 1, height, width)
    mask[0, :, height // 4 : height // 2, width // 3 : width // 2] = 1
    mask[1, :, height // 3 : height // 2 + 3, width // 4 : width // 2] = 1
    return torch.rand(2, 3, height, width), mask


def last(output: Tensor | tuple[Tensor, ...]) -> Tensor:
    return output if isinstance(output, Tensor) else output[-1]


@every_maker
def test_shapes_and_what_lies_in_the_hole(name: str) -> None:
    make, size = MAKERS[name]
    torch.manual_seed(1)
    network = make().eval()
    image, mask = window(size)
    before = image.clone()
    with torch.inference_mode():
        first = last(network(image, mask))
        second = last(network(image * (1 - mask) + 0.3 * mask, mask))
        alone = last(network(image[1:], mask[1:]))
        again = last(network(image, mask))
    assert first.shape == image.shape
    assert torch.equal(image, before)
    assert torch.equal(first, again)
    assert torch.allclose(first, second, atol=1e-5)
    assert torch.allclose(first[1:], alone, atol=1e-4)


@every_maker
def test_holes_nowhere_and_everywhere_give_numbers(name: str) -> None:
    make, size = MAKERS[name]
    network = make().eval()
    image, mask = window(size)
    with torch.inference_mode():
        for each in (torch.zeros_like(mask), torch.ones_like(mask)):
            assert torch.isfinite(last(network(image, each))).all()


@every_maker
def test_every_weight_of_the_answer_learns(name: str) -> None:
    make, size = MAKERS[name]
    network = make().train()
    image, mask = window(size)
    last(network(image, mask)).square().mean().backward()
    still = [key for key, value in network.named_parameters() if value.grad is None]
    # The posterior serves the reconstructive path alone; no noise was drawn.
    assert all(key.startswith("encoder.posterior") for key in still)


def test_seeds_give_answers_of_their_own() -> None:
    make, size = MAKERS["pluralistic"]
    torch.manual_seed(1)
    network = make().eval()
    assert isinstance(network, Pluralistic)
    image, mask = window(size)
    answers = []
    with torch.inference_mode():
        for seed in (None, 0, 1, 0):
            network.seed = seed
            answers.append(network(image, mask))
    mean, first, other, same = answers
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
    assert not torch.equal(first, mean)


def test_the_content_network_answers_the_window() -> None:
    network = ContentNetwork(4, 10).eval()
    image, mask = window((128, 128))
    with torch.inference_mode():
        result = network(image, mask)
        assert torch.equal(result, network(image * (1 - mask) + 0.7 * mask, mask))
    assert result.shape == image.shape
    assert float(result.min()) >= 0
    assert float(result.max()) <= 1
    units = [module for module in network.modules() if isinstance(module, nn.ReLU | nn.LeakyReLU)]
    assert not units


def test_the_reconstructive_path_sees_the_hidden_area() -> None:
    encoder = PluralisticEncoder(4, 6, 1)
    image, mask = window((32, 64))
    features = encoder.encode((image * 2 - 1) * mask)
    mean, deviation = encoder.reconstruct(features[-1])
    assert mean.shape == deviation.shape == (2, 6, 1, 2)
    assert float(deviation.detach().min()) > 0


# Attention


@pytest.mark.parametrize("chunk_mib", [0, 1, 128])
def test_bands_cover_every_row_once(chunk_mib: int) -> None:
    bands = list(query_chunks(37, 50, chunk_mib))
    assert [top for top, _ in bands][1:] == [bottom for _, bottom in bands][:-1]
    assert bands[0][0] == 0
    assert bands[-1][1] == 37
    assert len(bands) == (1 if chunk_mib == 128 else len(bands))


def test_self_attention_in_bands_is_self_attention() -> None:
    torch.manual_seed(0)
    queries, keys, values = (torch.randn(2, channels, 6 * 7) for channels in (5, 5, 9))
    scores = torch.softmax(torch.einsum("ncq,nck->nqk", queries, keys), dim=-1)
    plain = torch.einsum("nqk,nvk->nvq", scores, values)
    for chunk_mib in (0, 128):
        ours = self_attention(queries, keys, values, (6, 7), chunk_mib)
        assert torch.allclose(ours, plain, atol=1e-5)


def test_short_and_long_attention_in_bands() -> None:
    torch.manual_seed(0)
    layer = ShortLongAttention(8)
    nn.init.constant_(layer.gamma, 0.7)
    nn.init.constant_(layer.alpha, 0.4)
    x, encoded, known = torch.randn(2, 8, 6, 9), torch.randn(2, 8, 6, 9), torch.rand(2, 1, 6, 9)
    with torch.inference_mode():
        whole = layer(x, encoded, known)
        layer.chunk_mib = 0
        assert torch.allclose(layer(x, encoded, known), whole, atol=1e-5)


def consistent_rounds(layer: ConsistentAttention, rounds: list[tuple[Tensor, Tensor]]) -> Tensor:
    past: list[list[object]] = [[], []]
    with torch.inference_mode():
        return torch.stack([layer(x, valid, past) for x, valid in rounds])  # type: ignore[arg-type]


def plain_consistent(layer: ConsistentAttention, rounds: list[tuple[Tensor, Tensor]]) -> Tensor:
    """Knowledge consistent attention with whole score matrices (section 3.2)."""
    before: Tensor | None = None
    was = torch.zeros(0)
    outputs = []
    weight = layer.ratio.abs() + 1e-7
    for x, valid in rounds:
        n, _, height, width = x.shape
        units = F.normalize((x + 1e-7).flatten(2), dim=1)
        likeness = torch.einsum("nck,ncq->nkq", units, x.flatten(2))
        grid = likeness.reshape(n, -1, height, width)
        scores = torch.softmax(F.avg_pool2d(grid, 3, 1, padding=1) * 9, dim=1).flatten(2)
        if before is not None:
            scores = (before * was + scores * weight) / (was + weight)
        before, was = scores, F.interpolate(valid, (height, width)).flatten(2)
        rebuilt = torch.einsum("nck,nkq->ncq", units, scores).reshape(x.shape)
        outputs.append(layer.combine(torch.cat([rebuilt, x], dim=1)))
    return torch.stack(outputs)


@pytest.mark.parametrize("chunk_mib", [0, 256])
def test_consistent_attention_keeps_or_renews_scores(chunk_mib: int) -> None:
    torch.manual_seed(0)
    layer = ConsistentAttention(6, chunk_mib)
    nn.init.constant_(layer.ratio, -0.6)
    rounds = [(torch.randn(2, 6, 5, 7), (torch.rand(2, 1, 20, 28) > 0.5).float()) for _ in range(4)]
    with torch.inference_mode():
        plain = plain_consistent(layer, rounds)
    assert torch.allclose(consistent_rounds(layer, rounds), plain, atol=1e-5)


def plain_coherent(features: Tensor, hole: Tensor) -> Tensor:
    """Coherent semantic attention, place by place (equations 2 to 5)."""
    result = features.clone()
    flat, missing = result.flatten(1).T, hole.flatten()
    original = flat.clone()
    known = original[~missing]
    last: Tensor | None = None
    for place in torch.nonzero(missing).flatten().tolist():
        likeness = F.normalize(known, dim=1) @ original[place]
        source = known[likeness.argmax()]
        if last is None:
            last = source
        else:
            to_last = F.normalize(original[place], dim=0) @ last
            share = to_last / (to_last + likeness.max())
            last = share * last + (1 - share) * source
        flat[place] = last
    return flat.T.reshape(features.shape)


def test_coherent_attention_is_the_plain_one() -> None:
    torch.manual_seed(0)
    features = torch.rand(2, 5, 6, 8)
    hole = torch.zeros(2, 1, 6, 8, dtype=torch.bool)
    hole[0, 0, 1:4, 2:6] = True
    hole[1, 0, 5, :] = True
    ours = coherent_attention(features, hole)
    for i in range(2):
        assert torch.allclose(ours[i], plain_coherent(features[i], hole[i, 0]), atol=1e-5)
    assert torch.equal(ours[:, :, 0], features[:, :, 0])
    for nothing in (torch.zeros_like(hole), torch.ones_like(hole)):
        assert torch.equal(coherent_attention(features, nothing), features)


def test_likenesses_that_cancel_leave_what_was_found() -> None:
    features = torch.zeros(1, 2, 1, 4)
    features[0, :, 0, 0] = torch.tensor([1.0, 0.0])
    hole = torch.tensor([False, True, True, True]).reshape(1, 1, 1, 4)
    ours = coherent_attention(features, hole)
    assert torch.isfinite(ours).all()
    assert torch.equal(ours[0, :, 0, 3], features[0, :, 0, 0])


def test_a_place_is_hole_where_enough_of_it_is() -> None:
    mask = torch.zeros(1, 1, 32, 32)
    mask[..., 8:24, 8:24] = 1
    small = shrink_mask(mask, 3)
    assert small.dtype == torch.bool
    assert small[0, 0].tolist() == [
        [False] * 4, [False, True, True, False], [False, True, True, False], [False] * 4,
    ]  # fmt: skip
