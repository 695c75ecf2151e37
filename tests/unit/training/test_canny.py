"""The tensor Canny gives what scikit-image gives."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import numpy as np
import pytest
import torch
from skimage.color import rgb2gray
from skimage.data import astronaut, camera
from skimage.feature import canny as reference_canny

from inpaint_studio.imaging.edges import canny as inference_canny
from inpaint_studio.training.canny import canny, luminance


def _differing(first: np.ndarray, second: np.ndarray) -> int:
    return int((first.astype(bool) != second.astype(bool)).sum())


def _photo() -> np.ndarray:
    return np.ascontiguousarray(camera()[100:260, 130:321].astype(np.float64) / 255)


@pytest.mark.parametrize("sigma", [1.0, 2.0, 3.0])
def test_whole_photo_equals_reference(sigma: float) -> None:
    gray = _photo()
    ours = canny(torch.from_numpy(gray)[None, None], sigma=sigma)[0, 0].numpy()
    theirs = reference_canny(gray, sigma=sigma)
    assert theirs.sum() > 500
    assert _differing(ours, theirs) == 0


def test_known_area_equals_reference() -> None:
    gray = _photo()
    hole = np.zeros(gray.shape, bool)
    hole[40:90, 50:120] = True
    hole[:, 150:153] = True
    ours = canny(torch.from_numpy(gray)[None, None], torch.from_numpy(hole)[None, None].float())
    theirs = reference_canny(gray, sigma=2.0, mask=~hole)
    assert _differing(ours[0, 0].numpy(), theirs) == 0
    assert not ours[0, 0].numpy()[hole].any()


def test_what_lies_in_the_hole_changes_nothing() -> None:
    gray = torch.from_numpy(_photo())[None, None]
    hole = torch.zeros_like(gray)
    hole[..., 30:70, 30:90] = 1
    assert torch.equal(canny(gray, hole), canny(gray * (1 - hole) + 0.3 * hole, hole))


def test_batch_equals_one_by_one() -> None:
    generator = torch.Generator().manual_seed(3)
    batch = torch.rand(3, 1, 33, 47, generator=generator)
    together = canny(batch, sigma=1.5)
    alone = torch.cat([canny(one[None], sigma=1.5) for one in batch])
    assert torch.equal(together, alone)


def test_luminance_equals_reference() -> None:
    image = np.random.default_rng(0).random((9, 7, 3), dtype=np.float32)
    ours = luminance(torch.from_numpy(image).permute(2, 0, 1)[None])[0, 0].numpy()
    np.testing.assert_allclose(ours, rgb2gray(image), atol=1e-6)


def test_training_and_inference_see_the_same_edges() -> None:
    photo = np.ascontiguousarray(astronaut()[20:180, 150:311])
    hole = np.zeros(photo.shape[:2], bool)
    hole[60:100, 30:120] = True
    image = torch.from_numpy(photo).permute(2, 0, 1)[None].float() / 255
    mask = torch.from_numpy(hole)[None, None].float()
    ours = canny(luminance(image), mask, sigma=2.0)[0, 0].numpy()
    theirs = inference_canny(photo, hole, sigma=2.0)
    assert theirs.sum() > 500
    # Luminance is float32 here and float64 there.
    assert _differing(ours, theirs) <= 0.002 * theirs.sum()
