"""EdgeConnect in training: edge, completion and joint stages (arXiv 1901.00212, sections 3, 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from inpaint_studio.errors import OptionError
from inpaint_studio.families.edgeconnect.checkpoint import COMPLETION, EDGE
from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.networks.discriminators import PatchDiscriminator
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.canny import canny, luminance
from inpaint_studio.training.config import ScheduleConfig, TrainConfig
from inpaint_studio.training.export import load_weights
from inpaint_studio.training.gan import composite, train_discriminator
from inpaint_studio.training.losses.adversarial import (
    Adversarial,
    feature_matching,
    generator_loss,
)
from inpaint_studio.training.losses.perceptual import (
    LAYERS,
    STYLE_LAYERS,
    load_vgg,
    perceptual_loss,
    shrunk,
    style_loss,
)
from inpaint_studio.training.losses.pixel import l1_by_hole, total_variation
from inpaint_studio.training.players import judging_player, starting_player
from inpaint_studio.training.stages import Extras, Rehearsal, Stage, Training
from inpaint_studio.training.trainee import Picture, StepContext, Trainee, frozen, update
from inpaint_studio.zoo.published import build_network

__all__ = ["TRAINING", "CompletionTrainee", "EdgeTrainee"]


@dataclass(frozen=True)
class NetworkOptions:
    """Widths; 64 channels and 8 blocks as published."""

    channels: int = 64
    blocks: int = 8
    discriminator_channels: int = 64
    spectral: bool = True
    sigma: float = 2.0


@dataclass(frozen=True)
class EdgeLosses:
    """Weights of the edge stage (section 3.1: adversarial 1, feature matching 10).

    `cross_entropy` (not in the paper, 0 by default) compares hole pixels one by one, edges
    counted `edge_weight` times.
    """

    adversarial: float = 1.0
    feature_matching: float = 10.0
    cross_entropy: float = 0.0
    edge_weight: float = 4.0
    kind: Adversarial = Adversarial.NON_SATURATING


@dataclass(frozen=True)
class CompletionLosses:
    """Weights of the completion stage (section 3.2), and where the edges in the hole come from.

    `predicted`, `blank`: shares of samples whose hole gets predicted edges, or none; the rest
    gets Canny edges of the whole photograph, as published. `known_weight` weighs L1 outside the
    hole. `total_variation` (not in the paper) smooths hole and seam. `on_composite` shows
    discriminator and VGG the composite instead of the raw output, and divides the VGG losses by
    the hole's share, as L1 is. With `edge_threshold` above 0 predicted edges are made 0 or 1 at
    it, as the product does; at 0 they stay soft, as published. `vgg_scale` shrinks pictures
    before VGG; with `vgg_every` VGG looks at one step in so many.
    """

    l1: float = 1.0
    adversarial: float = 0.1
    perceptual: float = 0.1
    style: float = 250.0
    total_variation: float = 0.0
    kind: Adversarial = Adversarial.NON_SATURATING
    known_weight: float = 1.0
    on_composite: bool = False
    vgg_scale: float = 1.0
    vgg_every: int = 1
    perceptual_layers: tuple[str, ...] = LAYERS
    style_layers: tuple[str, ...] = STYLE_LAYERS
    predicted: float = 0.0
    blank: float = 0.0
    edge_threshold: float = 0.0


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
                    "losses.predicted needs an edge generator; start from its weights."
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


def _build_edge(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return EdgeTrainee(config, device, extras)


def _build_completion(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return CompletionTrainee(config, device, extras, joint=False)


def _build_joint(config: TrainConfig, device: torch.device, extras: Extras) -> Trainee:
    return CompletionTrainee(config, device, extras, joint=True)


def _defaults(stage: str, losses: Any) -> TrainConfig:
    return TrainConfig("edgeconnect", stage, NetworkOptions(), losses)


_TINY = (
    "network.channels=8",
    "network.blocks=2",
    "network.discriminator_channels=8",
    "network.spectral=false",
)
_PIXELS = Rehearsal((*_TINY, "losses.perceptual=0", "losses.style=0"), "l1")
_EDGES = Rehearsal(
    (
        *_TINY,
        # Cross-entropy leads: what a discriminator asks for does not settle in a minute.
        "losses.adversarial=0.05",
        "losses.feature_matching=0.5",
        "losses.cross_entropy=5",
        "losses.edge_weight=2",
    ),
    "cross_entropy",
)

TRAINING = Training(
    {
        "edge": Stage(_defaults("edge", EdgeLosses()), _build_edge, _EDGES),
        "completion": Stage(
            _defaults("completion", CompletionLosses()), _build_completion, _PIXELS
        ),
        "joint": Stage(
            replace(
                _defaults("joint", CompletionLosses()),
                schedule=ScheduleConfig(learning_rate=1e-6, final_learning_rate=1e-6),
            ),
            _build_joint,
            replace(_PIXELS, alone=False),
        ),
    },
)
