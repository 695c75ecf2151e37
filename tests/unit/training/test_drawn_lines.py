"""Which part of the edges a network is shown."""

from __future__ import annotations

import torch

from inpaint_studio.training.drawn_lines import shown_part


def parts(blank: float, whole: float) -> tuple[torch.Tensor, torch.Tensor]:
    return shown_part(64, (16, 24), torch.Generator().manual_seed(1), blank=blank, whole=whole)


def test_samples_are_shown_none_a_part_or_all() -> None:
    part, given = parts(0.5, 0.5)
    assert part.shape == (64, 1, 16, 24)
    assert given.shape == (64, 1, 1, 1)
    shares = part.float().mean(dim=(1, 2, 3))
    assert 16 < int((shares == 1).sum()) < 56
    assert bool(((shares > 0) & (shares < 1)).any())
    assert 16 < int(given.sum()) < 48


def test_the_ends_of_both_shares() -> None:
    assert bool(parts(0.0, 1.0)[0].all())
    assert bool(parts(0.0, 1.0)[1].all())
    assert not bool(parts(1.0, 1.0)[1].any())


def test_a_part_hangs_together() -> None:
    part, _ = parts(0.0, 0.0)
    changes = (part[..., 1:] != part[..., :-1]).float().mean()
    assert changes < 0.15
