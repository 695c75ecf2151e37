"""The attention of recurrent feature reasoning."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.families.rfr.network import ConsistentAttention

pytestmark = pytest.mark.usefixtures("one_thread")


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
