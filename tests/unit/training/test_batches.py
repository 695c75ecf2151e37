"""Batches: the same stream whether made at once or ahead, before or after a restart."""

# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import numpy as np
import pytest
import torch

from inpaint_studio.training.batches import Batch, BatchMaker, BatchStream
from inpaint_studio.training.config import LookConfig
from inpaint_studio.training.holes import build_bank
from inpaint_studio.training.photo_store import PhotoPixels, PhotoStore

_CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def maker() -> BatchMaker:
    pixels = PhotoPixels()
    for seed in range(3):
        photo = np.random.default_rng(seed).integers(0, 255, (40, 52, 3), dtype=np.uint8)
        pixels.add(f"p{seed}", photo)
    bank = build_bank({"strokes": 1}, size=8, side_px=16, share=(0.05, 0.4), device=_CPU, seed=0)
    return BatchMaker(
        PhotoStore(pixels, _CPU),
        bank,
        crop_px=16,
        windows_px=(16, 30),
        look=LookConfig(gray=0.3, grain=0.3),
    )


def _take(stream: BatchStream, count: int) -> list[Batch]:
    return [stream.next() for _ in range(count)]


def _equal(first: list[Batch], second: list[Batch]) -> bool:
    return all(
        torch.equal(a.image, b.image) and torch.equal(a.mask, b.mask)
        for a, b in zip(first, second, strict=True)
    )


def test_batches_have_the_shapes_promised(maker: BatchMaker) -> None:
    batch = BatchStream(maker, 5, _CPU, seed=1).next()
    assert batch.image.shape == (5, 3, 16, 16)
    assert batch.mask.shape == (5, 1, 16, 16)
    assert ((batch.image >= 0) & (batch.image <= 1)).all()
    assert set(batch.mask.unique().tolist()) == {0.0, 1.0}


def test_made_ahead_is_the_same_stream(maker: BatchMaker) -> None:
    ahead = BatchStream(maker, 2, _CPU, seed=1, ahead=3)
    assert _equal(_take(BatchStream(maker, 2, _CPU, seed=1), 6), _take(ahead, 6))
    ahead.close()


@pytest.mark.parametrize("ahead", [0, 3])
def test_state_belongs_to_the_next_batch(maker: BatchMaker, ahead: int) -> None:
    stream = BatchStream(maker, 2, _CPU, seed=1, ahead=ahead)
    _take(stream, 2)
    state = stream.state()
    expected = _take(stream, 3)
    stream.restore(state)
    assert _equal(expected, _take(stream, 3))
    stream.close()
    assert _equal(_take(BatchStream(maker, 2, _CPU, seed=1), 6)[5:], _take(stream, 1))
    stream.close()


def test_samples_apart_leave_the_stream_alone(maker: BatchMaker) -> None:
    first, second = (BatchStream(maker, 2, _CPU, seed=1) for _ in range(2))
    a, b = first.sample(3, seed=9), first.sample(3, seed=9)
    assert torch.equal(a.image, b.image)
    assert _equal(_take(first, 2), _take(second, 2))


def test_failures_of_the_thread_reach_the_caller(
    maker: BatchMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> Batch:
        raise ValueError("no batch")

    stream = BatchStream(maker, 2, _CPU, seed=1, ahead=2)
    monkeypatch.setattr(maker, "make", fail)
    with pytest.raises(ValueError, match="no batch"):
        stream.next()
