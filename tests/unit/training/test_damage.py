"""Training of the detector: its bank, its batches, its losses, and a tiny run that learns."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scratched_photo import landscape
from torch import Tensor, nn

from inpaint_studio.errors import OptionError
from inpaint_studio.families.damage.checkpoint import DETECTOR
from inpaint_studio.families.damage.training import DamageTrainee
from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.damage import DamageKind
from inpaint_studio.training.damage_bank import (
    IGNORE_BIT,
    TARGETS,
    UNKNOWN_BIT,
    DamageBank,
    build_bank,
    draw_crops,
)
from inpaint_studio.training.damage_batches import DamageBatchMaker
from inpaint_studio.training.damage_config import DamageConfig
from inpaint_studio.training.damage_hard import build_hard_bank
from inpaint_studio.training.logs import LOG_FILE, read_log
from inpaint_studio.training.losses.segmentation import cross_entropy, dice_loss
from inpaint_studio.training.setup import build_trainer, read_config
from inpaint_studio.training.smoke import draw_photos, run_smoke
from inpaint_studio.training.stages import Extras, training_of
from inpaint_studio.training.trainee import StepContext
from inpaint_studio.zoo.weights import load_published

_CPU = torch.device("cpu")
_SMALL = DamageConfig(bank_size=8, side_px=64, canvas_px=(96, 128), windows_px=(48, 96))


def photo(rng: np.random.Generator) -> np.ndarray:
    return landscape(100, 120)


def bank(config: DamageConfig = _SMALL, seed: int = 1, folder: Path | None = None) -> DamageBank:
    return build_bank(photo, config, side_px=config.side_px, seed=seed, folder=folder)


def test_a_bank_depends_on_its_seed_alone_and_is_kept(tmp_path: Path) -> None:
    one, again = bank(), bank(folder=tmp_path)
    assert np.array_equal(one.images, again.images)
    assert np.array_equal(one.targets, again.targets)
    assert not np.array_equal(one.images, bank(seed=2).images)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    kept = bank(folder=tmp_path)
    assert np.array_equal(kept.images, one.images)
    assert times == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_targets_name_the_groups_that_were_drawn() -> None:
    config = replace(_SMALL, undamaged=0.0, lettering=0.0, mix={"hair-scratch": 1.0})
    targets = bank(config).targets
    assert TARGETS[0].value == "scratches"
    assert (targets & 1).any()
    assert not (targets & 0b1110).any()


def test_whole_photographs_and_lettering_are_no_targets() -> None:
    config = replace(_SMALL, undamaged=1.0, lettering=1.0)
    targets = bank(config).targets
    assert not (targets & ((1 << IGNORE_BIT) - 1)).any()


def test_batches_are_the_same_for_the_same_generator_and_fit_their_targets() -> None:
    images = np.zeros((2, 64, 64, 3), np.uint8)
    targets = np.zeros((2, 64, 64), np.uint8)
    images[:, 20:24, 10:50] = 255
    targets[:, 20:24, 10:50] = 0b00101
    maker = DamageBatchMaker(DamageBank(images, targets), look=LookConfig(), crop_px=48)
    batch = maker.make(6, torch.Generator().manual_seed(5))
    again = maker.make(6, torch.Generator().manual_seed(5))
    assert torch.equal(batch.image, again.image)
    assert torch.equal(batch.mask, again.mask)
    assert batch.image.shape == (6, 3, 48, 48)
    assert batch.mask.shape == (6, UNKNOWN_BIT + 1, 48, 48)
    bright = (batch.image[:, :1] > 0.4).float()
    assert torch.equal(batch.mask[:, 0:1], bright)
    assert torch.equal(batch.mask[:, 2:3], bright)
    assert not batch.mask[:, [1, 3, 4, 5]].any()


def test_marks_that_nobody_sees_are_left_out_and_soft_rims_too() -> None:
    config = replace(
        _SMALL,
        undamaged=0.0,
        lettering=0.0,
        mix={"broad-scratch": 1.0},
        canvas_px=(300, 300),
        windows_px=(64, 64),
        centred=1.0,
        grain=0.0,
        frame=0.0,
        halftone=0.0,
        strength=(0.5, 0.5),
    )
    rng = np.random.default_rng(0)
    plain = np.full((100, 120, 3), 90, np.uint8)
    rough = rng.integers(0, 256, (100, 120, 3), np.uint8)

    def left_out(photo: np.ndarray) -> tuple[float, float]:
        targets = np.stack(
            [t for n in range(6) for _, t in draw_crops(photo, config, 64, 2, rng_of(n))]
        )
        ignored, marked = targets >> IGNORE_BIT & 1 > 0, targets & 1 > 0
        assert marked.any()
        return float(ignored[marked].mean()), float(ignored[~marked].mean())

    seen, rim = left_out(plain)
    lost, _ = left_out(rough)
    assert seen + 0.2 < lost
    assert 0 < rim < 0.2


def rng_of(number: int) -> np.random.Generator:
    return np.random.default_rng((7, number))


class Brightest(nn.Module):
    """Takes what is bright for damage."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, image: Tensor) -> Tensor:
        return torch.logit(image.amax(1, keepdim=True), 1e-3).expand(-1, len(TARGETS), -1, -1)


def test_hard_crops_are_whole_ones_that_the_judge_is_wrong_about() -> None:
    config = replace(_SMALL, hard_crops=6, hard_of=8, hard_names=("kept_*",), judge=Path("x"))

    def named(rng: np.random.Generator) -> tuple[str, np.ndarray]:
        light = int(rng.integers(20, 200))
        name = "kept_1.jpg" if rng.random() < 0.5 else "left_out.jpg"
        return name, np.full((100, 100, 3), light if name[0] == "k" else 255, np.uint8)

    def bank_of(hard_of: int) -> DamageBank:
        chosen = replace(config, hard_of=hard_of, grain=0.0, frame=0.0, lettering=0.0)
        return build_hard_bank(named, chosen, Brightest(), side_px=64, seed=3)

    hard, any_ = bank_of(8), bank_of(1)
    assert len(hard) == len(any_) == 6
    assert not (hard.targets & ((1 << IGNORE_BIT) - 1)).any()
    assert hard.images.mean() > any_.images.mean() + 10
    with pytest.raises(OptionError, match="hard_names"):
        build_hard_bank(named, replace(config, hard_names=("z*",)), Brightest(), side_px=64, seed=3)


def test_batches_come_from_all_banks() -> None:
    def plain(light: int, count: int) -> DamageBank:
        images = np.full((count, 64, 64, 3), light, np.uint8)
        return DamageBank(images, np.zeros((count, 64, 64), np.uint8))

    maker = DamageBatchMaker(plain(0, 3), plain(250, 1), look=LookConfig(), crop_px=64)
    batch = maker.make(200, torch.Generator().manual_seed(0))
    share = float((batch.image.mean((1, 2, 3)) > 0.5).float().mean())
    assert 0.15 < share < 0.35


def test_losses_leave_out_what_is_not_counted() -> None:
    target = torch.zeros(1, 2, 4, 4)
    target[:, 0, :2] = 1
    right = torch.where(target > 0, 20.0, -20.0)
    wrong = right.clone()
    wrong[..., 3] *= -1
    counted, weight = torch.ones(1, 1, 4, 4), torch.tensor([3.0, 1.0])
    without = counted.clone()
    without[..., 3] = 0
    assert cross_entropy(right, target, counted, weight=weight) < 1e-6
    assert cross_entropy(wrong, target, counted, weight=weight) > 1
    assert cross_entropy(wrong, target, without, weight=weight) < 1e-6
    assert dice_loss(right, target, counted) < 1e-3 < dice_loss(wrong, target, counted)
    assert dice_loss(wrong, target, without) < 1e-3
    hard, focused = (
        cross_entropy(right * 0.1, target, counted, weight=weight, focus=f) for f in (0, 2)
    )
    assert focused < hard


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("damage.mix.scratches=1", "hair-scratch"),
        ("damage.bank_size=1", "bank_size"),
        ("damage.canvas_px=[9, 3]", "canvas_px"),
        ("damage.mix.dust=0", "no kind above 0"),
        ("damage.hard_crops=100", "judge"),
    ],
)
def test_mistakes_in_the_section_are_named(setting: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        read_config("damage", "detector", None, [setting])


def test_the_default_mix_draws_every_kind_but_lettering() -> None:
    lettering = {DamageKind.CAPTION, DamageKind.DATE_STAMP}
    assert {DamageKind(name) for name in DamageConfig().mix} == set(DamageKind) - lettering


@pytest.mark.nightly
def test_the_rehearsal_finds_damage(tmp_path: Path) -> None:
    (result,) = run_smoke(tmp_path, _CPU, family="damage", steps=120)
    assert result.has_fallen
    shares = [row["iou"] for row in read_log(tmp_path / "detector" / LOG_FILE) if "iou" in row]
    assert shares[-1] > 0.25


def test_a_tiny_run_learns_goes_on_and_is_exported(tmp_path: Path) -> None:
    draw_photos(tmp_path / "photos", 6, side_px=96)
    settings = (
        "network.channels=6",
        "data.crop_px=64",
        "data.windows_px=[64, 64]",
        "damage.bank_size=24",
        "damage.side_px=64",
        "damage.canvas_px=[96, 96]",
        "damage.windows_px=[64, 96]",
        "damage.undamaged=0.0",
        "schedule.steps=30",
        "schedule.batch=4",
        "schedule.warmup_steps=0",
        "schedule.decay=constant",
        "output.samples=2",
    )
    config = read_config("damage", training_of("damage").default_stage, None, settings)
    trainer = build_trainer(config, [tmp_path / "photos"], tmp_path / "run", _CPU, Extras())
    assert isinstance(trainer.trainee, DamageTrainee)
    batch = trainer.batches.sample(8, seed=1)
    step = StepContext(0, torch.Generator())
    before = float(trainer.trainee.step(batch, step)["cross_entropy"])
    trainer.run()
    assert float(trainer.trainee.step(batch, step)["cross_entropy"]) < 0.7 * before
    assert list((tmp_path / "run" / "samples").iterdir())
    again = build_trainer(config, [tmp_path / "photos"], tmp_path / "run", _CPU, Extras())
    again.resume(tmp_path / "run" / "state.pt")
    assert again.state.step == 30
    (weights,) = again.export(tmp_path / "weights")
    network = load_published(weights, DETECTOR)
    with torch.no_grad():
        assert network(torch.rand(1, 3, 32, 32)).shape == (1, len(TARGETS), 32, 32)


def test_lettering_is_drawn_with_its_ink_and_the_same_for_the_same_seed() -> None:
    from inpaint_studio.training.text_bank import INK_BIT, draw_text_crops
    from inpaint_studio.training.text_drawing import Typefaces

    config = replace(_SMALL, undamaged=0.0, canvas_px=(200, 260))
    scene = landscape(200, 240)
    before = scene.copy()
    faces = Typefaces(())  # the one that Pillow brings: no test depends on what is installed
    inked = 0
    for seed in range(12):
        crops, again = (
            draw_text_crops(scene, faces, config, 96, 2, np.random.default_rng(seed))
            for _ in range(2)
        )
        for (image, target), (image_again, target_again) in zip(crops, again, strict=True):
            assert np.array_equal(image, image_again)
            assert np.array_equal(target, target_again)
            assert image.shape == (96, 96, 3)
            assert not (target & ~np.uint8(1 << INK_BIT | 1 << IGNORE_BIT)).any()
            inked += bool((target == 1 << INK_BIT).any())
    assert np.array_equal(scene, before)
    assert inked > 6
