"""GLCIC in training."""

from __future__ import annotations

import torch
from gan_rehearsal import gan_batch, gan_step, gan_trainee

from inpaint_studio.training.batches import Batch

_CPU = torch.device("cpu")


def test_the_colour_in_glcics_hole_is_the_mean_of_the_photographs() -> None:
    trainee = gan_trainee("glcic")
    batches = [gan_batch(), Batch(1 - gan_batch().image, gan_batch().mask)]
    for number, batch in enumerate(batches):
        gan_step(trainee, batch, number)
    mean = trainee.players["generator"].network.mean
    torch.testing.assert_close(mean, torch.full((3,), 0.5))
    gan_step(trainee, batches[0], 100_000)
    torch.testing.assert_close(mean, torch.full((3,), 0.5))
