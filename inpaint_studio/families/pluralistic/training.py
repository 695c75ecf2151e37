"""Pluralistic completion in training (Zheng et al. 2019, arXiv 1903.04227, sections 3.1, 3.2, 4).

Two paths share all weights. The reconstructive one also sees what is hidden and learns to paint the
photograph; the generative one sees the known alone, and its prior follows the other's posterior.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.families.pluralistic.checkpoint import ENCODER, GENERATOR
from inpaint_studio.families.pluralistic.network import PluralisticEncoder, PluralisticGenerator
from inpaint_studio.networks.discriminators import PatchDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import DataConfig, HoleConfig, TrainConfig
from inpaint_studio.training.gan_trainee import (
    Answer,
    GanLosses,
    GanTrainee,
    Judge,
    Networks,
    Terms,
)
from inpaint_studio.training.losses.adversarial import Adversarial, feature_matching
from inpaint_studio.training.losses.distributions import gaussian_divergence
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.trainee import frozen
from inpaint_studio.training.views import StepScene, Views

__all__ = ["TRAINING"]

_SCALES = 4
_RECONSTRUCTION = "reconstruction_discriminator"
# How wide the posterior may be follows the share that is known: at this share it is half as wide
# as with nothing known; the paper asks for growth with the number of hidden pixels.
_HALF_AT, _STEEPNESS = 0.8, 8.0


@dataclass(frozen=True)
class NetworkOptions:
    """Widths 32, 128 and 64, and 6 blocks, as published."""

    channels: int = 32
    latent: int = 128
    inferring: int = 6
    discriminator_channels: int = 64


@dataclass(frozen=True)
class Losses(GanLosses):
    """KL 20, appearance (L1 at every scale) 20, adversarial 1 (section 4)."""

    divergence: float = 20.0
    appearance: float = 20.0
    adversarial: float = 1.0
    kind: Adversarial = Adversarial.LEAST_SQUARES


@dataclass(frozen=True, eq=False)
class _DualAnswer(Answer):
    """Pictures of both paths in [-1, 1], smallest first; posterior and prior (mean, deviation)."""

    reconstructed: tuple[Tensor, ...]
    generated: tuple[Tensor, ...]
    posterior: tuple[Tensor, Tensor]
    prior: tuple[Tensor, Tensor]


class _DualPath(nn.Module):
    """Both paths in one pass."""

    def __init__(self, networks: Networks) -> None:
        super().__init__()
        self.encoder = cast(PluralisticEncoder, networks["encoder"])
        self.generator = cast(PluralisticGenerator, networks["generator"])

    def forward(self, image: Tensor, mask: Tensor, noise: Tensor) -> tuple[Tensor, ...]:
        seen, known = image * 2 - 1, 1 - mask
        features, *prior = self.encoder(seen * known)
        hidden = self.encoder.encode(seen * mask)[-1]
        posterior = self.encoder.reconstruct(hidden)
        pictures: list[Tensor] = []
        for (mean, deviation), normal in zip((posterior, prior), noise.chunk(2, 1), strict=True):
            pictures += self.generator(mean + deviation * normal, features, known)
        return (*pictures, *posterior, *prior)


class PluralisticTrainee(GanTrainee):
    """Encoder and generator; each path has an adversary of its own."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses, self._latent = cast(Losses, config.losses), options.latent
        encoder = PluralisticEncoder(options.channels, options.latent, options.inferring)
        generator = PluralisticGenerator(options.channels, options.latent, _SCALES)
        judges = {
            name: Judge(
                PatchDiscriminator(3, channels=options.discriminator_channels, sigmoid=False)
            )
            for name in ("discriminator", _RECONSTRUCTION)
        }
        super().__init__(
            config,
            device,
            extras,
            generators={"encoder": (encoder, ENCODER), "generator": (generator, GENERATOR)},
            judges=judges,
        )

    def answer(self, networks: Networks, scene: StepScene) -> Answer:
        image, mask = scene.batch.image, scene.batch.mask
        count, _, height, width = image.shape
        size = (count, 2 * self._latent, height >> 5, width >> 5)
        # A preview shows the middle of the distribution.
        noise = torch.zeros(size, device=self.device)
        if scene.random is not None:
            noise = torch.randn(size, device=self.device, generator=scene.random)
        *pictures, mean, deviation, prior_mean, prior_deviation = self.stages(
            _DualPath(networks), image, mask, noise
        )
        return _DualAnswer(
            stages=((pictures[-1] + 1) / 2,),
            reconstructed=tuple(pictures[:_SCALES]),
            generated=tuple(pictures[_SCALES:]),
            posterior=(mean, deviation),
            prior=(prior_mean, prior_deviation),
        )

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        assert isinstance(answer, _DualAnswer)
        weights, target, known = self.losses, batch.image * 2 - 1, 1 - batch.mask
        whole, outside = [], []
        for painted, guessed in zip(answer.reconstructed, answer.generated, strict=True):
            size = (painted.shape[-2], painted.shape[-1])
            truth = functional.adaptive_avg_pool2d(target, size)
            whole.append((painted - truth).abs().mean())
            # Of the many answers none is wrong: only the known side is compared.
            share = functional.adaptive_avg_pool2d(known, size)
            outside.append(((guessed - truth).abs() * share).mean())
        mean, deviation = answer.posterior
        width = torch.sigmoid(_STEEPNESS * (_HALF_AT - known.mean(dim=(1, 2, 3), keepdim=True)))
        posterior = gaussian_divergence(mean, deviation, torch.zeros_like(mean), width)
        prior = gaussian_divergence(mean.detach(), deviation.detach(), *answer.prior)
        return {
            "reconstruction": (weights.appearance, torch.stack(whole).sum()),
            "known": (weights.appearance, torch.stack(outside).sum()),
            "posterior_divergence": (weights.divergence, posterior),
            "prior_divergence": (weights.divergence, prior),
        }

    def shown(self, name: str, answer: Answer, batch: Batch) -> tuple[Tensor, Tensor]:
        assert isinstance(answer, _DualAnswer)
        if name == _RECONSTRUCTION:
            return batch.image, (answer.reconstructed[-1] + 1) / 2
        return batch.image, answer.picture

    def verdict(self, name: str, real: Views, fake: Views) -> Tensor:
        if name != _RECONSTRUCTION:
            return super().verdict(name, real, fake)
        # What was there is known in this path, so that features are compared, not judged.
        network = self.judges[name].network
        with frozen(network), self.autocast():
            _, of_fake = network(*fake)
            with torch.no_grad():
                _, of_real = network(*real)
        return feature_matching(of_real[-2:-1], of_fake[-2:-1]).float()


TRAINING = one_stage(
    "pluralistic",
    PluralisticTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 384)),
    holes=HoleConfig(mix={"box": 0.5, "strokes": 0.3, "blobs": 0.2}, share=(0.05, 0.5)),
    schedule=constant_rate(500_000, 20, 1e-4, (0.0, 0.999)),
    rehearsal=Rehearsal(
        (
            "network.channels=4",
            "network.latent=8",
            "network.inferring=1",
            "network.discriminator_channels=4",
            "data.crop_px=64",
            "data.windows_px=[64, 64]",
        ),
        "reconstruction",
    ),
)
