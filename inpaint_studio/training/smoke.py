"""A rehearsal of the whole trainer in a minute, on drawn pictures and with tiny networks.

Shows that a machine can train: data, holes, edges, GAN steps, averages, log, samples, resume state
and export all run, and the losses fall.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.training.families import Extras
from inpaint_studio.training.logs import LOG_FILE, Report, read_log
from inpaint_studio.training.setup import build_trainer, read_config

__all__ = ["SmokeResult", "draw_photos", "run_smoke"]

_SETTINGS = (
    "network.channels=8",
    "network.blocks=2",
    "network.discriminator_channels=8",
    "network.spectral=false",
    "data.crop_px=48",
    "data.windows_px=[48, 64]",
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
_STAGES: Mapping[str, tuple[str, ...]] = {
    # Cross-entropy leads: what a discriminator asks for does not settle in a minute.
    "edge": (
        "losses.adversarial=0.05",
        "losses.feature_matching=0.5",
        "losses.cross_entropy=5",
        "losses.edge_weight=2",
    ),
    "completion": ("losses.perceptual=0", "losses.style=0"),
}
_WATCHED = {"edge": "cross_entropy", "completion": "l1"}


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


def run_smoke(
    folder: Path,
    device: torch.device,
    *,
    steps: int = 300,
    listener: Callable[[str, Report], None] | None = None,
) -> tuple[SmokeResult, ...]:
    """Train both stages of EdgeConnect on drawn pictures; everything is written into `folder`.

    Parameters
    ----------
    folder
        Made if absent.
    device
        Where to train.
    steps
        Steps a stage.
    listener
        Called with stage and report while it runs.

    Returns
    -------
    tuple of SmokeResult
        One a stage.
    """
    draw_photos(folder / "photos", 24)
    results = []
    tenth = max(1, steps // 10)
    for stage, settings in _STAGES.items():
        counted = (f"schedule.steps={steps}", f"output.log_every_steps={tenth}")
        config = read_config("edgeconnect", stage, None, [*_SETTINGS, *settings, *counted])

        def tell(report: Report, stage: str = stage) -> None:
            if listener is not None:
                listener(stage, report)

        run_folder = folder / stage
        (run_folder / LOG_FILE).unlink(missing_ok=True)
        trainer = build_trainer(config, [folder / "photos"], run_folder, device, Extras(), tell)
        trainer.run()
        trainer.export(folder / "weights")
        rows = read_log(run_folder / LOG_FILE)
        loss = _WATCHED[stage]
        results.append(SmokeResult(stage, loss, rows[0][loss], rows[-1][loss]))
    return tuple(results)
