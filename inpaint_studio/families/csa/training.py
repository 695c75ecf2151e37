"""Coherent semantic attention in training (Liu et al. 2019, arXiv 1905.12384, sections 3.3 to 4).

L1 of both networks; consistency: the attention layer and its mirror in the decoder come close to
VGG's features of the photograph; discriminators of the picture and of its VGG features.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.csa.checkpoint import REFINEMENT, ROUGH
from inpaint_studio.families.csa.network import (
    CoherentAttention,
    CoherentCompletion,
    RefinementUNet,
    RoughUNet,
    shrink_mask,
)
from inpaint_studio.networks.discriminators import FeaturePatchDiscriminator, PatchDiscriminator
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
from inpaint_studio.training.losses.adversarial import Adversarial
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.stages import Extras, Rehearsal
from inpaint_studio.training.views import StepScene, Views

__all__ = ["TRAINING"]

# VGG's last activation at an eighth of the size, where the attention works.
_LAYER, _LAYER_CHANNELS = "relu4_3", 512
# What the feature discriminator of the authors' release is shown.
_JUDGED, _JUDGED_CHANNELS = "relu3_3", 256
_ATTENTION_WIDTHS, _ATTENTION_HALVINGS = 8, 3
_MULTIPLE_PX = 256
# The paper's pictures span [-1, 1], twice as much as ours.
_RANGE = 2.0


@dataclass(frozen=True)
class NetworkOptions:
    """Widths; 64 as published."""

    channels: int = 64
    discriminator_channels: int = 64


@dataclass(frozen=True)
class Losses(GanLosses):
    """L1 of both networks 1 each, consistency 0.01, adversarial 0.002 (section 4). `features_judged` adds the
    discriminator of VGG features; it and the consistency need VGG."""

    l1: float = 1.0
    consistency: float = 0.01
    adversarial: float = 0.002
    features_judged: bool = True
    kind: Adversarial = Adversarial.RELATIVISTIC


@dataclass(frozen=True, eq=False)
class _WatchedAnswer(Answer):
    """Features of the attention layer and of its mirror in the decoder."""

    attended: tuple[Tensor, ...] = ()


@contextmanager
def _watched(refinement: nn.Module) -> Iterator[list[Tensor]]:
    """What passes the attention layer and, in the decoder, the layer of the same size."""
    level = next(
        module
        for module in refinement.modules()
        if isinstance(getattr(module, "attention", None), CoherentAttention)
    )
    seen: list[Tensor] = []

    def attended(module: nn.Module, inputs: object, output: Tensor) -> None:
        seen.append(output)

    def mirrored(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        # The decoder's own half; the other came by the skip connection.
        seen.append(inputs[0].chunk(2, dim=1)[0])

    hooks = (
        cast(nn.Module, level.attention).register_forward_hook(attended),
        cast(nn.Module, level.narrow).register_forward_pre_hook(mirrored),
    )
    try:
        yield seen
    finally:
        for hook in hooks:
            hook.remove()


class CoherentTrainee(GanTrainee):
    """Rough and refinement network against a discriminator of pictures and one of features."""

    def __init__(self, config: TrainConfig, device: torch.device, extras: Extras) -> None:
        options = cast(NetworkOptions, config.network)
        self.losses = losses = cast(Losses, config.losses)
        if config.data.crop_px % _MULTIPLE_PX:
            raise OptionError(
                "data.crop_px is {crop_px}; use a multiple of {multiple_px}.",
                crop_px=config.data.crop_px,
                multiple_px=_MULTIPLE_PX,
            )
        width = _ATTENTION_WIDTHS * options.channels
        if losses.consistency > 0 and width != _LAYER_CHANNELS:
            raise OptionError(
                "losses.consistency compares {width} channels with VGG's {layer_channels}; set "
                "it to 0, or network.channels to {fitting}.",
                width=width,
                layer_channels=_LAYER_CHANNELS,
                fitting=_LAYER_CHANNELS // _ATTENTION_WIDTHS,
            )
        judged = losses.adversarial if losses.features_judged else 0.0
        rough, refinement = RoughUNet(options.channels), RefinementUNet(options.channels)
        super().__init__(
            config,
            device,
            extras,
            generators={"rough": (rough, ROUGH), "refinement": (refinement, REFINEMENT)},
            judges=self._judges(options.discriminator_channels),
            features=[(losses.consistency, (_LAYER,)), (judged, (_JUDGED,))],
        )

    def _judges(self, channels: int) -> dict[str, Judge]:
        patches = PatchDiscriminator(3, channels=channels, sigmoid=False)
        judges = {"discriminator": Judge(patches)}
        if self.losses.features_judged:
            features = FeaturePatchDiscriminator(_JUDGED_CHANNELS, 8 * channels)
            judges["feature_discriminator"] = Judge(features, self._feature_view)
        return judges

    def _feature_view(self, picture: Tensor, scene: StepScene) -> Views:
        return (self.features(picture)[0][_JUDGED],)

    def answer(self, networks: Networks, scene: StepScene) -> Answer:
        image, mask = scene.batch.image, scene.batch.mask
        rough = cast(RoughUNet, networks["rough"])
        refinement = cast(RefinementUNet, networks["refinement"])
        with _watched(refinement) as seen:
            stages = self.stages(CoherentCompletion(rough, refinement), image, mask)
        return _WatchedAnswer(stages, tuple(features.float() for features in seen))

    def terms(self, answer: Answer, batch: Batch) -> Terms:
        assert isinstance(answer, _WatchedAnswer)
        weights = self.losses
        differences = [(stage - batch.image).abs().mean() for stage in answer.stages]
        terms: Terms = {"l1": (weights.l1, _RANGE * torch.stack(differences).sum())}
        if weights.consistency > 0:
            (target,) = self.features(batch.image)
            hole = shrink_mask(batch.mask, _ATTENTION_HALVINGS).float()
            each = [masked_l2(seen, target[_LAYER], hole) for seen in answer.attended]
            terms["consistency"] = weights.consistency, torch.stack(each).sum()
        return terms


TRAINING = one_stage(
    "csa",
    CoherentTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=256, windows_px=(256, 384)),
    holes=HoleConfig(mix={"box": 0.5, "strokes": 0.3, "blobs": 0.2}, share=(0.02, 0.3)),
    schedule=constant_rate(1_000_000, 1, 2e-4, (0.5, 0.999)),
    rehearsal=Rehearsal(
        (
            "network.channels=2",
            "network.discriminator_channels=2",
            "schedule.batch=1",
            "losses.consistency=0",
            "losses.features_judged=false",
            "data.crop_px=256",
            "data.windows_px=[256, 256]",
            "data.largest_side_px=256",
            "holes.share=[0.002, 0.01]",
            "schedule.learning_rate=6e-3",
        ),
        "l1",
    ),
)
