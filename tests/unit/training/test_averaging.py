"""Moving averages follow their networks."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from inpaint_studio.training.averaging import Average


def _constant(value: float) -> nn.Linear:
    layer = nn.Linear(1, 1)
    nn.init.constant_(layer.weight, value)
    return layer


def test_follows_by_the_formula() -> None:
    average = Average({"a": _constant(0.0)}, decay=0.15)
    target = {"a": _constant(1.0)}
    expected = 0.0
    for step in range(4):
        average.update(target)
        decay = min(0.15, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay)
        weight = average.networks["a"].weight
        assert isinstance(weight, torch.Tensor)
        assert weight.item() == pytest.approx(expected)


def test_is_a_copy_without_gradients() -> None:
    network = _constant(2.0)
    average = Average({"a": network}, decay=0.9)
    nn.init.constant_(network.weight, 5.0)
    copy = average.networks["a"]
    assert not copy.training
    assert all(not parameter.requires_grad for parameter in copy.parameters())
    assert copy.weight.item() == 2.0  # type: ignore[operator]


def test_buffers_are_taken_over() -> None:
    network = nn.BatchNorm1d(2)
    average = Average({"a": network}, decay=0.9)
    assert network.running_mean is not None
    network.running_mean.fill_(3.0)
    average.update({"a": network})
    torch.testing.assert_close(average.networks["a"].running_mean, torch.full((2,), 3.0))


def test_state_round_trip() -> None:
    average = Average({"a": _constant(0.0)}, decay=0.5)
    average.update({"a": _constant(1.0)})
    other = Average({"a": _constant(7.0)}, decay=0.5)
    other.load(average.state(), average.updates)
    assert other.updates == 1
    torch.testing.assert_close(other.state(), average.state())
