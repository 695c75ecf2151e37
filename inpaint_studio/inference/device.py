"""Which processor runs the networks, and in what precision.

torch is imported inside the functions: naming a device must not cost a second of start-up.
"""

from __future__ import annotations

import enum
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inpaint_studio.errors import OptionError
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.zoo.graph import torch_is_installed

if TYPE_CHECKING:
    import torch

__all__ = [
    "CPU",
    "Device",
    "DeviceKind",
    "Precision",
    "check_device_name",
    "choose_device",
    "cpu_multiplies_bfloat16",
    "free_device_memory",
]

# What oneDNN's names of instruction sets with bfloat16 hold, or of all there are.
_BFLOAT16_ISAS = ("BF16", "FP16", "AMX", "AVX10", "DEFAULT", "ALL")


class DeviceKind(enum.StrEnum):
    """Kinds of processor that torch can use."""

    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


class Precision(enum.StrEnum):
    """Arithmetic of the networks."""

    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"


@dataclass(frozen=True)
class Device:
    """A processor and the precision that is fast and safe on it."""

    kind: DeviceKind
    precision: Precision

    @property
    def torch_device(self) -> torch.device:
        """The same device for torch."""
        import torch

        return torch.device(self.kind.value)

    @property
    def torch_dtype(self) -> torch.dtype:
        """The same precision for torch."""
        import torch

        dtype = getattr(torch, self.precision.value)
        assert isinstance(dtype, torch.dtype)
        return dtype

    def __str__(self) -> str:
        return f"{self.kind.value} ({self.precision.value})"


CPU = Device(DeviceKind.CPU, Precision.FLOAT32)
"""The device that is always there, at full precision."""


def choose_device(name: str = "auto", *, full_precision: bool = False) -> Device:
    """The device of that name, or the best there is for `auto`.

    Parameters
    ----------
    name
        `auto`, `cuda`, `mps` or `cpu`. `auto` takes an NVIDIA (or ROCm) GPU, then Apple's, then
        the CPU.
    full_precision
        Keep float32 even where half precision would be faster.

    Raises
    ------
    OptionError
        For an unknown name, or a device that this machine or this build of torch lacks.
    """
    check_device_name(name)
    if not torch_is_installed():
        if name not in ("auto", DeviceKind.CPU):
            raise OptionError(
                "Device {name!r} needs PyTorch, which this installation does not have; use cpu.",
                name=name,
            )
        return CPU
    import torch

    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if name == "auto":
        kind = DeviceKind.CUDA if cuda else DeviceKind.MPS if mps else DeviceKind.CPU
    else:
        kind = DeviceKind(name)
        if kind is DeviceKind.CUDA and not cuda:
            raise _no_cuda()
        if kind is DeviceKind.MPS and not mps:
            raise OptionError(
                "No Apple GPU is usable by torch here; {remedy}.", remedy=Remedy.USE_CPU
            )
    return Device(kind, Precision.FLOAT32 if full_precision else _fast_precision(kind))


def check_device_name(name: str) -> str:
    """Return `name` if a device can be called so; says nothing of whether it is there.

    Raises
    ------
    OptionError
        Otherwise, naming the four that can.
    """
    if name != "auto" and name not in {kind.value for kind in DeviceKind}:
        raise OptionError("Device {name!r} is unknown; use auto, cuda, mps or cpu.", name=name)
    return name


def _no_cuda() -> OptionError:
    import torch

    if torch.version.cuda is None and torch.version.hip is None:
        return OptionError(
            "torch {version} is built without GPU support; install a CUDA build of torch, or "
            "{remedy}.",
            version=torch.__version__,
            remedy=Remedy.USE_CPU,
        )
    return OptionError(
        "torch {version} finds no usable GPU; check the driver with 'nvidia-smi', or {remedy}.",
        version=torch.__version__,
        remedy=Remedy.USE_CPU,
    )


def _fast_precision(kind: DeviceKind) -> Precision:
    import torch

    if kind is DeviceKind.CUDA:
        return Precision.BFLOAT16 if torch.cuda.is_bf16_supported() else Precision.FLOAT16
    if kind is DeviceKind.CPU and cpu_multiplies_bfloat16():
        return Precision.BFLOAT16
    return Precision.FLOAT32


def cpu_multiplies_bfloat16() -> bool:
    """True on CPUs with bfloat16 instructions (AVX512-BF16, AMX), unless oneDNN was told by
    `ONEDNN_MAX_CPU_ISA` not to use them; elsewhere it is emulated."""
    import torch

    allowed = os.environ.get("ONEDNN_MAX_CPU_ISA", "").upper()
    if allowed and not any(part in allowed for part in _BFLOAT16_ISAS):
        return False
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, probe, lambda: False)()) for probe in probes)


def free_device_memory(device: Device) -> None:
    """Hand cached GPU memory back after a failure, so that the next attempt starts clean."""
    if device.kind is DeviceKind.CPU:
        return
    import gc

    import torch

    gc.collect()
    if device.kind is DeviceKind.CUDA:
        torch.cuda.empty_cache()
    else:
        torch.mps.empty_cache()
