"""The attention of coherent semantic attention."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.families.csa.network import (
    coherent_attention,
    shrink_mask,
)

pytestmark = pytest.mark.usefixtures("one_thread")


def last(output: Tensor | tuple[Tensor, ...]) -> Tensor:
    return output if isinstance(output, Tensor) else output[-1]


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
