"""A rehearsal of the whole trainer in a minute, on drawn pictures and with tiny networks.

Shows that a machine can train a family: data, holes, edges, GAN steps, averages, log, samples, resume state
and export all run, and the losses fall.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.errors import OptionError
from inpaint_studio.training.config import TrainConfig
from inpaint_studio.training.logs import LOG_FILE, LoggedMeans, read_log
from inpaint_studio.training.setup import build_trainer, read_config
from inpaint_studio.training.stages import Extras, training_of

__all__ = ["SmokeResult", "draw_photos", "rehearsal_config", "run_smoke"]

_SETTINGS = (
    "data.crop_px=48",
    "data.windows_px=[48, 64]",
    "data.largest_side_px=128",
    "holes.bank_size=64",
    "holes.share=[0.05, 0.4]",
    "schedule.batch=4",
    "schedule.learning_rate=2e-3",
    "schedule.final_learning_rate=2e-4",
    "schedule.betas=[0.5, 0.99]",
    "schedule.decay=cosine",
    "schedule.ema_decay=0.9",
    "output.samples=4",
    "output.sample_every_steps=1000000",
)


@dataclass(frozen=True)
class SmokeResult:
    """Loss that was watched in a stage: mean of the first and of the last tenth of the steps."""

    stage: str
    loss: str
    first: float
    last: float

    @property
    def has_fallen(self) -> bool:
        """True if the loss fell by a tenth or more."""
        return self.last <= 0.9 * self.first


def draw_photos(folder: Path, count: int, *, side_px: int = 96, seed: int = 0) -> None:
    """Write `count` pictures of skies, hills and houses as PNG; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    for number in range(count):
        encoded = cv2.imencode(".png", _scene(side_px, random))[1]
        (folder / f"drawn_{number:03d}.png").write_bytes(encoded.tobytes())


def _scene(side_px: int, random: np.random.Generator) -> NDArray[np.uint8]:
    rows, columns = np.mgrid[:side_px, :side_px] / side_px
    sky, low = random.uniform(80, 255, 3), random.uniform(40, 255, 3)
    scene = sky + (low - sky) * rows[..., None]
    hills = 0.5 + 0.15 * np.sin(columns * random.uniform(3, 9) + random.uniform(0, 6))
    scene = np.where((rows > hills)[..., None], random.uniform(20, 200, 3), scene)
    scene = scene.astype(np.uint8)
    for _ in range(random.integers(2, 5)):
        x, y = (int(v) for v in random.integers(0, side_px, 2))
        size = int(random.integers(side_px // 8, side_px // 3))
        colour = [int(v) for v in random.integers(0, 255, 3)]
        if random.random() < 0.5:
            cv2.rectangle(scene, (x, y), (x + size, y + size), colour, -1)
        else:
            cv2.circle(scene, (x, y), size // 2, colour, -1)
    return scene


def rehearsal_config(
    family: str, stage: str, *, steps: int = 300, settings: Sequence[str] = ()
) -> TrainConfig:
    """A tiny run of `steps` steps on drawn pictures; `settings` go over all others.

    Phases without the generator or its adversaries shrink to a sixth of the run each.

    Raises
    ------
    OptionError
        If the stage has no rehearsal.
    """
    rehearsal = training_of(family).stages[stage].rehearsal
    if rehearsal is None:
        raise OptionError(
            "{family} {stage} has no rehearsal; train it on photographs.",
            family=family,
            stage=stage,
        )
    own = (f"schedule.steps={steps}", f"output.log_every_steps={max(1, steps // 10)}")
    config = read_config(family, stage, None, [*_SETTINGS, *rehearsal.settings, *own, *settings])
    names = ("generator_alone_steps", "discriminator_alone_steps")
    shorter = {
        name: min(getattr(config.losses, name), steps // 6)
        for name in names
        if hasattr(config.losses, name)
    }
    return replace(config, losses=replace(config.losses, **shorter))


def run_smoke(
    folder: Path,
    device: torch.device,
    *,
    family: str = "edgeconnect",
    steps: int = 300,
    listener: Callable[[str, LoggedMeans], None] | None = None,
) -> tuple[SmokeResult, ...]:
    """Train the stages of a family that have a rehearsal of their own, everything into `folder`.

    Parameters
    ----------
    folder
        Made if absent.
    device
        Where to train.
    family
        A family that can be trained.
    steps
        Steps a stage.
    listener
        Called with stage and report while it runs.

    Returns
    -------
    tuple of SmokeResult
        One a stage.
    """
    stages = training_of(family).stages
    draw_photos(folder / "photos", 24, side_px=160)
    results = []
    for stage, row in stages.items():
        if row.rehearsal is None or not row.rehearsal.alone:
            continue
        config = rehearsal_config(family, stage, steps=steps)

        def tell(report: LoggedMeans, stage: str = stage) -> None:
            if listener is not None:
                listener(stage, report)

        run_folder = folder / stage
        (run_folder / LOG_FILE).unlink(missing_ok=True)
        trainer = build_trainer(config, [folder / "photos"], run_folder, device, Extras(), tell)
        trainer.run()
        trainer.export(folder / "weights" / stage)
        loss = row.rehearsal.watched
        values = [row[loss] for row in read_log(run_folder / LOG_FILE) if loss in row]
        results.append(SmokeResult(stage, loss, values[0], values[-1]))
    return tuple(results)
