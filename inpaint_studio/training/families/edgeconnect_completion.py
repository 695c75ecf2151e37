"""The completion and joint stages of EdgeConnect (arXiv 1901.00212, sections 3.2 and 4.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.networks.edgeconnect import (
    CompletionGenerator,
    EdgeGenerator,
    PatchDiscriminator,
)
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.canny import canny, luminance
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.export import load_weights
from inpaint_studio.training.families import Extras
from inpaint_studio.training.families.edgeconnect_options import CompletionLosses, NetworkOptions
from inpaint_studio.training.gan import composite, train_discriminator
from inpaint_studio.training.losses.adversarial import generator_loss
from inpaint_studio.training.losses.perceptual import load_vgg, perceptual_loss, shrunk, style_loss
from inpaint_studio.training.losses.pixel import l1_by_hole, total_variation
from inpaint_studio.training.players import judging_player, starting_player
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, frozen, update
from inpaint_studio.zoo.layouts.edgeconnect import COMPLETION, EDGE
from inpaint_studio.zoo.published import build_network

__all__ = ["CompletionTrainee"]


class CompletionTrainee(Trainee):
    """Completion generator, on Canny or predicted edges; with `joint` both generators learn."""

    def __init__(
        self, config: TrainConfig, device: torch.device, extras: Extras, *, joint: bool
    ) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(CompletionLosses, config.losses)
        self.sigma, self.joint = options.sigma, joint
        completion = CompletionGenerator(options.channels, options.blocks)
        players = {
            "completion": starting_player(
                completion, config, device, extras, COMPLETION, "completion"
            )
        }
        self.edge_network: nn.Module | None = None
        if joint:
            edge = EdgeGenerator(options.channels, options.blocks, spectral=options.spectral)
            players["edge"] = starting_player(edge, config, device, extras, EDGE, "edge")
            self.edge_network = edge
        elif losses.predicted > 0:
            state = load_weights(extras.start_from, "edge", EDGE)
            if state is None:
                raise OptionError(
                    "losses.predicted needs an edge generator; give --start-from its weights."
                )
            self.edge_network = build_network(EDGE, state).to(device).requires_grad_(False)
        if losses.adversarial > 0:
            judge = PatchDiscriminator(3, channels=options.discriminator_channels, sigmoid=False)
            players["completion_discriminator"] = judging_player(judge, config, device)
        self.vgg = None
        if losses.perceptual > 0 or losses.style > 0:
            names = {*losses.perceptual_layers} if losses.perceptual > 0 else set()
            names |= {*losses.style_layers} if losses.style > 0 else set()
            self.vgg = load_vgg(sorted(names), extras.vgg).to(device)
        exported = ("completion", "edge") if joint else ("completion",)
        super().__init__(players, exported, device, config.schedule.precision)

    def _edges(
        self, batch: Batch, network: nn.Module | None, random: torch.Generator | None
    ) -> Tensor:
        """The edge map given to the completion generator.

        Training mixes sources by sample; without `random` (preview, validation) predicted edges
        are used where there is an edge generator, Canny's otherwise.
        """
        gray = luminance(batch.image)
        known = canny(gray, batch.mask, sigma=self.sigma)
        inside = canny(gray, sigma=self.sigma)
        if network is not None:
            with torch.set_grad_enabled(self.joint and random is not None):
                predicted = self.generate(network, gray, known, batch.mask)
            if self.losses.edge_threshold > 0 and not self.joint:
                predicted = (predicted > self.losses.edge_threshold).float()
            if self.joint or random is None:
                return composite(predicted, known, batch.mask)
        if random is not None:
            u = torch.rand(len(gray), 1, 1, 1, device=self.device, generator=random)
            if network is not None:
                inside = torch.where(u < self.losses.predicted, predicted, inside)
            inside = inside * (u < 1 - self.losses.blank)
        return composite(inside, known, batch.mask)

    def step(self, batch: Batch, context: StepContext) -> dict[str, Tensor]:
        weights, values = self.losses, dict[str, Tensor]()
        edges = self._edges(batch, self.edge_network, context.random)
        output = self.generate(self.players["completion"].network, batch.image, edges, batch.mask)
        shown = composite(output, batch.image, batch.mask) if weights.on_composite else output
        values["l1"] = l1_by_hole(
            output, batch.image, batch.mask, known_weight=weights.known_weight
        )
        total = weights.l1 * values["l1"]
        if weights.total_variation > 0:
            values["total_variation"] = total_variation(
                composite(output, batch.image, batch.mask), batch.mask
            )
            total = total + weights.total_variation * values["total_variation"]
        if "completion_discriminator" in self.players:
            judge = self.players["completion_discriminator"]
            values["discriminator"] = train_discriminator(
                self, judge, weights.kind, real=(batch.image,), fake=(shown,), random=context.random
            )
            with frozen(judge.network), self.autocast():
                scores, _ = judge.network(shown)
            values["adversarial"] = generator_loss(weights.kind, scores.float())
            total = total + weights.adversarial * values["adversarial"]
        if self.vgg is not None and context.number % weights.vgg_every == 0:
            share = batch.mask.mean().clamp_min(1e-3) if weights.on_composite else 1.0
            values |= {
                name: value / share for name, value in self._vgg_losses(shown, batch.image).items()
            }
            if weights.perceptual > 0:
                total = total + weights.perceptual * values["perceptual"]
            if weights.style > 0:
                total = total + weights.style * values["style"]
        update([self.players[name] for name in self.exported], total)
        return {"total": total.detach()} | {k: v.detach() for k, v in values.items()}

    def _vgg_losses(self, output: Tensor, target: Tensor) -> dict[str, Tensor]:
        assert self.vgg is not None
        weights = self.losses
        output, target = (shrunk(x, weights.vgg_scale) for x in (output, target))
        with self.autocast():
            of_output = self.vgg(output)
            with torch.no_grad():
                of_target = self.vgg(target)
        values = {}
        if weights.perceptual > 0:
            values["perceptual"] = perceptual_loss(
                {k: of_output[k].float() for k in weights.perceptual_layers}, of_target
            )
        if weights.style > 0:
            values["style"] = style_loss({k: of_output[k] for k in weights.style_layers}, of_target)
        return values

    @torch.no_grad()
    def preview(self, batch: Batch, networks: Mapping[str, nn.Module]) -> Sequence[Picture]:
        edges = self._edges(batch, networks.get("edge", self.edge_network), None)
        output = self.generate(networks["completion"], batch.image, edges, batch.mask)
        return (
            Picture("photo", composite(torch.ones_like(batch.image), batch.image, batch.mask)),
            Picture("edges", edges),
            Picture("output", output),
            Picture("restored", composite(output, batch.image, batch.mask)),
            Picture("original", batch.image),
        )
