"""Several processes, one model: started by torchrun, joined by averaging gradients.

Averaging is done by hand after each backward pass, because a GAN step runs networks several times
in an order that wrappers of modules do not expect. With one process everything here does nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import torch
import torch.distributed as dist
from torch import Tensor, nn

__all__ = [
    "average_gradients",
    "average_tensors",
    "average_values",
    "is_main",
    "processes",
    "rank",
    "same_start",
    "spread",
]


def processes() -> int:
    """Number of processes that train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def rank() -> int:
    """This process's number, from 0."""
    return dist.get_rank() if dist.is_initialized() else 0


def is_main() -> bool:
    """True for the one process that writes files."""
    return rank() == 0


@contextmanager
def spread(device: torch.device) -> Iterator[torch.device]:
    """Join the other processes if torchrun started this one; yields this process's device."""
    if "RANK" not in os.environ or "WORLD_SIZE" not in os.environ:
        yield device
        return
    if device.type == "cuda":
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
        torch.cuda.set_device(device)
    dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield device
    finally:
        dist.destroy_process_group()


def _flat_mean(tensors: Sequence[Tensor]) -> None:
    flat = torch.cat([tensor.reshape(-1).float() for tensor in tensors])
    dist.all_reduce(flat)
    flat /= processes()
    parts = torch.split(flat, [tensor.numel() for tensor in tensors])
    for tensor, part in zip(tensors, parts, strict=True):
        tensor.copy_(part.view_as(tensor))


def average_gradients(parameters: Iterable[nn.Parameter]) -> None:
    """Replace every gradient by its mean over the processes; a missing one counts as zero."""
    if processes() == 1:
        return
    grads = []
    for parameter in parameters:
        if parameter.grad is None:
            parameter.grad = torch.zeros_like(parameter)
        grads.append(parameter.grad)
    _flat_mean(grads)


def average_tensors(tensors: Sequence[Tensor]) -> None:
    """Replace every tensor (a buffer, say) by its mean over the processes."""
    if processes() > 1:
        _flat_mean(tensors)


def average_values(values: dict[str, float]) -> dict[str, float]:
    """Mean over the processes of each value; all must have the same names."""
    if processes() == 1:
        return values
    device = "cuda" if dist.get_backend() == "nccl" else "cpu"
    tensor = torch.tensor(list(values.values()), device=device)
    dist.all_reduce(tensor)
    return dict(zip(values, (tensor / processes()).tolist(), strict=True))


def same_start(networks: Iterable[nn.Module]) -> None:
    """Give every process the weights and buffers of process 0."""
    if processes() == 1:
        return
    for network in networks:
        for tensor in network.state_dict().values():
            dist.broadcast(tensor, 0)
