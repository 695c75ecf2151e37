"""The edge stage of EdgeConnect (arXiv 1901.00212, section 3.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.networks.edgeconnect import EdgeGenerator, PatchDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.canny import canny, luminance
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.families import Extras
from inpaint_studio.training.families.edgeconnect_options import EdgeLosses, NetworkOptions
from inpaint_studio.training.gan import composite, train_discriminator
from inpaint_studio.training.losses.adversarial import feature_matching, generator_loss
from inpaint_studio.training.players import judging_player, starting_player
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, frozen, update
from inpaint_studio.zoo.layouts.edgeconnect import EDGE

__all__ = ["EdgeTrainee"]


class EdgeTrainee(Trainee):
    """Edge generator against a discriminator that sees luminance and edges."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options, self.losses = cast(NetworkOptions, config.network), cast(EdgeLosses, config.losses)
        self.sigma = options.sigma
        generator = EdgeGenerator(options.channels, options.blocks, spectral=options.spectral)
        players = {"edge": starting_player(generator, config, device, extras, EDGE, "edge")}
        self.is_gan = self.losses.adversarial > 0 or self.losses.feature_matching > 0
        if self.is_gan:
            judge = PatchDiscriminator(2, channels=options.discriminator_channels, sigmoid=False)
            players["edge_discriminator"] = judging_player(judge, config, device)
        super().__init__(players, ("edge",), device, config.schedule.precision)

    def _guides(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        gray = luminance(batch.image)
        return gray, canny(gray, sigma=self.sigma), canny(gray, batch.mask, sigma=self.sigma)

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        gray, target, known = self._guides(batch)
        weights, values = self.losses, dict[str, Tensor]()
        output = self.generate(self.players["edge"].network, gray, known, batch.mask)
        total = output.new_zeros(())
        real = torch.cat([gray, target], 1)
        fake = torch.cat([gray, composite(output, known, batch.mask)], 1)
        if self.is_gan:
            judge = self.players["edge_discriminator"]
            values["discriminator"] = train_discriminator(
                self, judge, weights.kind, real=(real,), fake=(fake,), random=context.random
            )
            with frozen(judge.network), self.autocast():
                scores, fake_features = judge.network(fake)
                with torch.no_grad():
                    _, real_features = judge.network(real)
            values["adversarial"] = generator_loss(weights.kind, scores.float())
            values["feature_matching"] = feature_matching(real_features, fake_features).float()
            total = total + weights.adversarial * values["adversarial"]
            total = total + weights.feature_matching * values["feature_matching"]
        if weights.cross_entropy > 0:
            each = functional.binary_cross_entropy(
                output.clamp(1e-4, 1 - 1e-4), target, reduction="none"
            )
            weight = batch.mask * (1 + (weights.edge_weight - 1) * target)
            values["cross_entropy"] = (each * weight).sum() / weight.sum().clamp_min(1.0)
            total = total + weights.cross_entropy * values["cross_entropy"]
        update([self.players["edge"]], total)
        with torch.no_grad():
            values |= _edge_scores(output, target, batch.mask)
        return {"total": total.detach()} | {k: v.detach() for k, v in values.items()}

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        gray, target, known = self._guides(batch)
        output = self.generate(networks["edge"], gray, known, batch.mask)
        return (
            Picture("photo", composite(torch.ones_like(batch.image), batch.image, batch.mask)),
            Picture("known edges", known),
            Picture("predicted", composite(output, known, batch.mask)),
            Picture("Canny", target),
        )


def _edge_scores(output: Tensor, target: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """Precision and recall in the hole at 0.5, exact to the pixel (section 5.1)."""
    found, wanted = (output > 0.5).float() * mask, target * mask
    hits = (found * wanted).sum()
    return {
        "precision": hits / found.sum().clamp_min(1.0),
        "recall": hits / wanted.sum().clamp_min(1.0),
    }
