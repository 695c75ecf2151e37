"""Choosing a device, and what is said when it is not there."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.errors import OptionError
from inpaint_studio.inference.device import (
    CPU,
    DeviceKind,
    Precision,
    choose_device,
    cpu_multiplies_bfloat16,
)


def test_unknown_device_is_named() -> None:
    with pytest.raises(OptionError, match="'tpu'"):
        choose_device("tpu")


def test_cpu_at_full_precision() -> None:
    assert choose_device("cpu", full_precision=True) == CPU
    assert CPU.torch_device == torch.device("cpu")
    assert CPU.torch_dtype is torch.float32


def test_absent_gpu_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(OptionError, match="compute on the CPU"):
        choose_device("cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(OptionError, match="compute on the CPU"):
        choose_device("mps")
    assert choose_device("auto").kind is DeviceKind.CPU


def test_auto_prefers_the_gpu_in_half_precision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for supported, precision in ((True, Precision.BFLOAT16), (False, Precision.FLOAT16)):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda s=supported: s)
        device = choose_device("auto")
        assert (device.kind, device.precision) == (DeviceKind.CUDA, precision)
    assert choose_device("auto", full_precision=True).precision is Precision.FLOAT32


@pytest.mark.parametrize(
    ("named", "multiplies"),
    [("", True), ("AVX2", False), ("AVX512_CORE", False), ("AVX512_CORE_AMX", True), ("ALL", True)],
)
def test_bfloat16_is_not_used_where_onednn_was_told_not_to(
    monkeypatch: pytest.MonkeyPatch, named: str, multiplies: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: True, raising=False)
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", named)
    assert cpu_multiplies_bfloat16() is multiplies
