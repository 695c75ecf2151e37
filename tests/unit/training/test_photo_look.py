"""The look of old photographs."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io

import numpy as np
import pytest
import torch
from PIL import Image
from skimage.data import astronaut

from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.photo_look import age, jpeg


def _batch() -> torch.Tensor:
    photo = np.ascontiguousarray(astronaut()[50:114, 180:276])
    return torch.from_numpy(photo).permute(2, 0, 1)[None].float().div(255).repeat(6, 1, 1, 1)


def _random() -> torch.Generator:
    return torch.Generator().manual_seed(1)


@pytest.mark.parametrize("name", ["gray", "sepia", "fade", "blur", "grain", "jpeg"])
def test_each_change_changes_its_share_and_nothing_else(name: str) -> None:
    image = _batch()
    before = image.clone()
    changed = age(image, LookConfig(**{name: 1.0}), _random())
    assert torch.equal(image, before)
    assert changed.shape == image.shape
    assert ((changed >= 0) & (changed <= 1)).all()
    assert ((changed - image).abs().mean((1, 2, 3)) > 1e-3).all()
    torch.testing.assert_close(age(image, LookConfig(), _random()), image)
    half = age(image.repeat(40, 1, 1, 1), LookConfig(**{name: 0.5}), _random())
    share = ((half - image.repeat(40, 1, 1, 1)).abs().amax((1, 2, 3)) > 1e-3).float().mean()
    assert 0.35 < share < 0.65


def test_gray_has_equal_channels_and_sepia_is_warm() -> None:
    gray = age(_batch(), LookConfig(gray=1), _random())
    torch.testing.assert_close(gray[:, 0], gray[:, 2])
    sepia = age(_batch(), LookConfig(sepia=1), _random()).mean((2, 3))
    assert (sepia[:, 0] > sepia[:, 1]).all()
    assert (sepia[:, 1] > sepia[:, 2]).all()


def test_grain_is_the_same_in_all_channels() -> None:
    flat = torch.full((2, 3, 16, 16), 0.5)
    noise = age(flat, LookConfig(grain=1), _random()) - flat
    torch.testing.assert_close(noise[:, 0], noise[:, 1])
    assert noise.std() > 0.005


def test_jpeg_is_like_that_of_a_file() -> None:
    image = _batch()[:1]
    ours = jpeg(image, torch.full((1, 1, 1, 1), 30.0))
    stream = io.BytesIO()
    pixels = (image[0].permute(1, 2, 0) * 255).round().byte().numpy()
    Image.fromarray(pixels).save(stream, "jpeg", quality=30, subsampling=0)
    theirs = torch.from_numpy(np.array(Image.open(stream))).permute(2, 0, 1)[None] / 255
    difference = (ours - image).abs().mean()
    assert (theirs - image).abs().mean() / 2 < difference < (theirs - image).abs().mean() * 2
    assert (ours - theirs).abs().mean() < 1.2 * difference


def test_jpeg_of_highest_quality_changes_next_to_nothing() -> None:
    image = _batch()[:2]
    assert (jpeg(image, torch.full((2, 1, 1, 1), 100.0)) - image).abs().mean() < 0.004
