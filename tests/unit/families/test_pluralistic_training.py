"""Pluralistic completion in training."""

from __future__ import annotations

import torch
from gan_rehearsal import gan_batch, gan_step, gan_trainee

from inpaint_studio.training.views import StepScene

_CPU = torch.device("cpu")


def test_the_prior_follows_the_posterior_and_not_the_other_way() -> None:
    trainee, batch = gan_trainee("pluralistic"), gan_batch(64)
    scene = StepScene(batch, torch.Generator().manual_seed(0))
    networks = {name: trainee.players[name].network for name in trainee.exported}
    terms = trainee.terms(trainee.answer(networks, scene), batch)
    encoder = networks["encoder"]
    terms["prior_divergence"][1].backward()
    assert encoder.prior.conv2.weight.grad.abs().sum() > 0
    assert encoder.posterior.conv2.weight.grad is None
    values = gan_step(trainee, batch)
    assert {"adversarial", "reconstruction_adversarial", "known"} <= set(values)
