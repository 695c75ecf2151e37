"""Real damage to learn from: marked photographs, their damage on others, shapes of dirt on film."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from inpaint_studio.errors import BadInputError, OptionError
from inpaint_studio.families.damage.training import DamageTrainee
from inpaint_studio.training.batches import Batch
from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.damage_bank import (
    IGNORE_BIT,
    TARGETS,
    UNKNOWN_BIT,
    DamageBank,
    broken,
)
from inpaint_studio.training.damage_batches import DamageBatchMaker, RealMarks
from inpaint_studio.training.damage_config import DamageConfig
from inpaint_studio.training.damage_real import FilmShapes, RealDamage
from inpaint_studio.training.setup import read_config
from inpaint_studio.training.stages import Extras
from inpaint_studio.training.trainee import StepContext

_MARK = 1 << UNKNOWN_BIT
_LEFT_OUT = 1 << IGNORE_BIT


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """Two photographs of one tone each, with a white crack; a corner of the first is undecided."""
    for name, tone in (("one", 60), ("two", 90)):
        image = np.full((120, 160, 3), tone, np.uint8)
        mask = np.zeros((120, 160), np.uint8)
        image[50:56] = 250
        mask[50:56] = 255
        if name == "one":
            mask[80:, 100:] = 128
        cv2.imwrite(str(tmp_path / f"{name}.png"), image)
        cv2.imwrite(str(tmp_path / f"{name}.mask.png"), mask)
    return tmp_path


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_crops_of_marked_photographs_fit_their_masks(marked: Path) -> None:
    photos = RealDamage(marked)
    draws = rng()
    seen = 0
    for _ in range(20):
        image, target = photos.crop(64, draws)
        assert image.shape == (64, 64, 3)
        damaged, left_out = target & _MARK > 0, target & _LEFT_OUT > 0
        assert not (damaged & left_out).any()
        # What is neither is the plain tone, what is damaged the crack; the rim is left out.
        assert (image[damaged] > 110).all()
        assert (image[~damaged & ~left_out] < 130).all()
        seen += bool(damaged.any())
    assert seen >= 8


def test_photographs_held_out_are_not_read(marked: Path) -> None:
    assert RealDamage(marked, ("one",)).names == ("two",)
    with pytest.raises(BadInputError, match="no photograph"):
        RealDamage(marked, ("*",))


def test_a_mask_without_its_photograph_is_refused(marked: Path) -> None:
    (marked / "two.png").unlink()
    with pytest.raises(BadInputError, match="two"):
        RealDamage(marked)


def test_damage_laid_on_another_picture_changes_what_it_marks_and_nothing_far_from_it(
    marked: Path,
) -> None:
    photos = RealDamage(marked)
    plain = np.full((64, 64, 3), 120, np.uint8)
    nothing = np.zeros((64, 64), np.uint8)
    for seed in range(12):
        image, target = photos.laid_on(plain, nothing, rng(seed))
        change = np.abs(image.astype(int) - 120).max(2)
        assert (change[target & _MARK > 0] >= 9).all()
        assert (change[target == 0] <= 3).all()
    assert (plain == 120).all()
    assert not nothing.any()


def shapes_in(folder: Path) -> Path:
    folder.mkdir()
    for kind in ("scratches", "dirt"):
        with tarfile.open(folder / f"{kind}.tar", "w") as archive:
            encoded = cv2.imencode(".png", np.full((40, 9), 255, np.uint8))[1].tobytes()
            member = tarfile.TarInfo(f"{kind}-1.png")
            member.size = len(encoded)
            archive.addfile(member, io.BytesIO(encoded))
    return folder


def test_shapes_of_dirt_are_laid_as_what_they_are(tmp_path: Path) -> None:
    shapes = FilmShapes(shapes_in(tmp_path / "shapes"))
    plain, found = np.full((64, 64, 3), 120, np.uint8), np.uint8(0)
    for seed in range(10):
        image, target = shapes.laid_on(plain, np.zeros((64, 64), np.uint8), rng(seed))
        assert (image[target == 0].astype(int) - 120 < 6).all()
        found |= np.bitwise_or.reduce(target.ravel())
    names = {TARGETS[bit].value for bit in range(IGNORE_BIT) if found >> bit & 1}
    assert names == {"scratches", "dust"}
    with pytest.raises(BadInputError, match="shapes"):
        FilmShapes(tmp_path)


def test_cracks_are_drawn_and_marked_as_tears() -> None:
    plain = np.full((96, 96, 3), 110, np.uint8)
    tears = 1 << TARGETS.index(TARGETS[2])
    marked = 0
    for seed in range(8):
        image, target = broken(plain, rng(seed))
        assert not (target & ~np.uint8(tears | _LEFT_OUT)).any()
        assert (image[target == 0] == 110).mean() > 0.9
        marked += int((target & tears > 0).sum())
    assert marked > 200


def test_a_batch_takes_its_share_of_marked_and_whole_photographs(
    marked: Path, tmp_path: Path
) -> None:
    config = DamageConfig(
        real=marked, real_share=0.4, whole_share=0.6, laid=0.0, canvas_px=(64, 80), frame=0.0
    )
    never = DamageBank(np.full((1, 64, 64, 3), 7, np.uint8), np.full((1, 64, 64), 15, np.uint8))
    whole = np.full((70, 90, 3), 200, np.uint8)
    marks = RealMarks(config, lambda _: ("whole", whole))
    maker = DamageBatchMaker(never, look=LookConfig(), crop_px=64, real=marks)
    batch = maker.make(40, torch.Generator().manual_seed(1))
    assert not batch.mask[:, :4].any()
    is_whole = (batch.image.mean((1, 2, 3)) > 0.55).sum()
    assert 12 < int(is_whole) < 36
    again = maker.make(40, torch.Generator().manual_seed(1))
    assert torch.equal(batch.image, again.image)


def test_damage_of_no_named_kind_may_be_found_as_any() -> None:
    """Its loss falls when one kind is said; saying none or a false mark elsewhere costs."""
    config = read_config("damage", "detector", None, ["network.channels=6"])
    trainee = DamageTrainee(config, torch.device("cpu"), Extras())
    logits = torch.full((1, 4, 32, 32), -6.0)
    planes = torch.zeros(1, 6, 32, 32)
    planes[:, 4, :, 10:14] = 1
    batch = Batch(torch.rand(1, 3, 32, 32), planes)

    def loss(change: torch.Tensor) -> float:
        trainee._logits = lambda network, image: change.clone().requires_grad_()  # type: ignore[method-assign]
        return float(trainee.step(batch, StepContext(0, torch.Generator()))["total"])

    said = logits.clone()
    said[:, 2, :, 10:14] = 6
    wrong = said.clone()
    wrong[:, 0, :, 20:24] = 6
    stain = logits.clone()
    stain[:, 3, :, 10:14] = 6
    assert loss(said) < 0.1 < loss(logits)
    assert loss(said) + 0.1 < loss(wrong)
    assert loss(stain) > 0.1


@pytest.mark.parametrize("name", ["real_share", "whole_share", "broken", "laid", "shaped"])
def test_shares_outside_zero_to_one_are_refused(name: str) -> None:
    with pytest.raises(OptionError, match=name):
        DamageConfig(**{name: 1.5})
