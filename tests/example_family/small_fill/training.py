"""How it is trained: options, losses, defaults, and a rehearsal for `train --smoke`."""

from dataclasses import dataclass

from inpaint_studio.training.config import DataConfig, HoleConfig
from inpaint_studio.training.gan_trainee import GanTrainee
from inpaint_studio.training.losses.pixel import masked_l2
from inpaint_studio.training.one_stage import constant_rate, one_stage
from inpaint_studio.training.stages import Rehearsal
from small_fill.checkpoint import GENERATOR
from small_fill.network import SmallFill


@dataclass(frozen=True)
class NetworkOptions:
    channels: int = 16


@dataclass(frozen=True)
class Losses:
    hole: float = 1.0


class SmallFillTrainee(GanTrainee):
    def __init__(self, config, device, extras):
        self.losses = config.losses
        network = SmallFill(config.network.channels)
        super().__init__(config, device, extras, generators={"generator": (network, GENERATOR)})

    def terms(self, answer, batch):
        return {"hole": (self.losses.hole, masked_l2(answer.picture, batch.image, batch.mask))}


TRAINING = one_stage(
    "small-fill",
    SmallFillTrainee,
    network=NetworkOptions(),
    losses=Losses(),
    data=DataConfig(crop_px=64, windows_px=(64, 96)),
    holes=HoleConfig(),
    schedule=constant_rate(10_000, 8, 1e-3, (0.9, 0.999)),
    rehearsal=Rehearsal(("network.channels=8",), "hole"),
)
