"""Runs one network on one window: padding, precision, memory format, cancellation.

A network is a torch module, or where PyTorch is not installed a graph for ONNX Runtime. Knows no
models. All networks take planes (C, H, W) and return planes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.inference.device import Device, DeviceKind, Precision
from inpaint_studio.jobs.memory import is_scarce_memory
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.graph import NetworkGraph

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["NetworkRunner", "PlaneRunner", "as_planes", "padded", "runner_of"]

# Reflection padding inside the networks needs a few pixels after two or three halvings.
_SMALLEST_SIDE_PX = 32


def as_planes(array: NDArray[Any]) -> NDArray[np.float32]:
    """float32 (C, H, W) from an image (H, W, C), a map or a mask (H, W)."""
    if array.ndim == 2:
        return array[None].astype(np.float32, copy=False)
    return np.ascontiguousarray(array.transpose(2, 0, 1), dtype=np.float32)


class PlaneRunner(Protocol):
    """A network that is ready for numpy windows."""

    def run(
        self, *planes: NDArray[np.float32], token: ProgressToken
    ) -> tuple[NDArray[np.float32], ...]:
        """Run it on planes (C, H, W) of one size; float32 planes come back.

        Raises
        ------
        CancelledError
            Soon after `token.cancel()`.
        MemoryError
            When there is not enough memory.
        """
        ...

    def close(self) -> None:
        """Free the network."""
        ...


def runner_of(
    network: nn.Module | NetworkGraph, device: Device, *, size_multiple: int = 1
) -> PlaneRunner:
    """A runner for a module, which is given away, or a graph; see `NetworkRunner`."""
    if isinstance(network, NetworkGraph):
        from inpaint_studio.inference.graph_runner import GraphRunner

        return GraphRunner(network, size_multiple=size_multiple)
    return NetworkRunner(network, device, size_multiple=size_multiple)


def padded(planes: NDArray[np.float32], multiple: int) -> NDArray[np.float32]:
    """Planes (C, H, W) made larger, below and to the right, to sides that are a multiple of
    `multiple` and at least 32: by reflection, by the last pixel where they are too small for it."""
    height, width = planes.shape[-2:]
    down, right = (
        max(side, _SMALLEST_SIDE_PX) - side + -max(side, _SMALLEST_SIDE_PX) % multiple
        for side in (height, width)
    )
    if down or right:
        mode = "reflect" if down < height and right < width else "edge"
        planes = np.pad(planes, ((0, 0), (0, down), (0, right)), mode=mode)  # type: ignore[call-overload]
    return np.ascontiguousarray(planes)


class NetworkRunner:
    """A network in evaluation mode on a device, ready for numpy windows.

    Parameters
    ----------
    network
        Module whose `forward` takes float tensors (N, C, H, W) and returns one tensor or several.
        It is moved and converted in place; give it away.
    device
        Where it runs, and in which precision.
    size_multiple
        Height and width are padded by reflection (edge where too small) to a multiple of this,
        at least 32, and the result is cut back.
    """

    def __init__(self, network: nn.Module, device: Device, *, size_multiple: int = 1) -> None:
        import torch

        from inpaint_studio.inference.winograd import WinogradConv, use_winograd

        self._device = device
        self._multiple = size_multiple
        self._dtype = device.torch_dtype
        # Measured: on CPUs, channels_last pays in bfloat16 and costs in float32.
        plain = device.kind is DeviceKind.CPU and device.precision is Precision.FLOAT32
        self._memory_format = torch.contiguous_format if plain else torch.channels_last
        network = network.eval().requires_grad_(False)
        _fuse_instance_norms(network)
        if plain:
            use_winograd(network)
        network = network.to(device.torch_device, self._dtype)
        self._network: nn.Module | None = network.to(memory_format=self._memory_format)
        self._token: ProgressToken | None = None
        for module in network.modules():
            if isinstance(module, torch.nn.Conv2d | torch.nn.ConvTranspose2d | WinogradConv):
                module.register_forward_pre_hook(self._check_cancel)

    def run(
        self, *planes: NDArray[np.float32], token: ProgressToken
    ) -> tuple[NDArray[np.float32], ...]:
        """Run the network on planes (C, H, W) of one size; float32 planes come back.

        Raises
        ------
        CancelledError
            Between two layers, after `token.cancel()`.
        MemoryError
            When the device has not enough memory.
        """
        import torch

        assert self._network is not None, "the runner is closed"
        height, width = planes[0].shape[-2:]
        self._token = token
        try:
            with torch.inference_mode():
                output = self._network(*(self._tensor(p) for p in planes))
                outputs = (output,) if isinstance(output, torch.Tensor) else tuple(output)
                return tuple(
                    o[0, :, :height, :width].float().cpu().contiguous().numpy() for o in outputs
                )
        except torch.OutOfMemoryError as error:
            raise MemoryError(str(error).splitlines()[0]) from error
        except RuntimeError as error:
            if is_scarce_memory(error):
                raise MemoryError(str(error).splitlines()[0]) from error
            raise
        finally:
            self._token = None

    def close(self) -> None:
        """Drop the network."""
        self._network = None

    def _tensor(self, planes: NDArray[np.float32]) -> Tensor:
        import torch

        tensor = torch.from_numpy(padded(planes, self._multiple))[None]
        return tensor.to(
            device=self._device.torch_device,
            dtype=self._dtype,
            memory_format=self._memory_format,
        )

    def _check_cancel(self, module: nn.Module, inputs: object) -> None:
        if self._token is not None:
            self._token.check()


def _fuse_instance_norms(network: nn.Module) -> None:
    """Replace plain instance norms by batch norms over the one image of a batch of one.

    The function is the same for a batch of one, but instance norm copies channels_last tensors
    to and fro, which costs a fifth of a forward pass, and batch norm does not.
    """
    import torch

    class SingleImageNorm(torch.nn.Module):
        def __init__(self, eps: float) -> None:
            super().__init__()
            self._eps = eps

        def forward(self, x: Tensor) -> Tensor:
            return torch.nn.functional.batch_norm(x, None, None, training=True, eps=self._eps)

    for parent in list(network.modules()):
        for name, child in list(parent.named_children()):
            if (
                isinstance(child, torch.nn.InstanceNorm2d)
                and not child.affine
                and not child.track_running_stats
            ):
                setattr(parent, name, SingleImageNorm(child.eps))
