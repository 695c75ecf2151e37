"""DeepFill v2 in training: its sketches."""

from __future__ import annotations

import torch
from gan_rehearsal import gan_batch, gan_step, gan_trainee

_CPU = torch.device("cpu")


def test_sketches_are_parts_of_the_edges_and_sometimes_none() -> None:
    trainee, batch = gan_trainee("deepfill_v2"), gan_batch(48, 12)
    everything = trainee.guide(batch, None)
    some = trainee.guide(batch, torch.Generator().manual_seed(0))
    assert everything is not None
    assert some is not None
    assert (some <= everything).all()
    shares = some.sum((1, 2, 3)) / everything.sum((1, 2, 3)).clamp_min(1)
    assert (shares == 0).any()
    assert ((shares > 0) & (shares < 1)).any()
    blank = gan_trainee("deepfill_v2", "completion", "losses.blank=1")
    nothing = blank.guide(batch, torch.Generator().manual_seed(0))
    assert nothing is not None
    assert nothing.sum() == 0
    unguided = gan_trainee("deepfill_v2", "completion", "network.sketch=false")
    assert unguided.guide(batch, None) is None
    assert not unguided.players["generator"].network.takes_guide
    assert "refined" in gan_step(unguided, batch)
