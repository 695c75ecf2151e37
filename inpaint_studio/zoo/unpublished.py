"""Networks of which no checkpoint is published: files hold the tensors as our modules name them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import Tensor, nn

from inpaint_studio.zoo.published import PublishedNetwork, Shapes

__all__ = ["unpublished"]


def _call(network: nn.Module, arrays: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    return (network(arrays["image"], arrays["mask"]),)


def unpublished(
    name: str,
    title: str,
    *,
    recognises: Callable[[Shapes], bool],
    settings: Callable[[Shapes], Mapping[str, Any]],
    build: Callable[..., nn.Module],
) -> PublishedNetwork:
    """A network `forward(image, mask)` whose only checkpoints are our own trainings.

    Arguments as in `PublishedNetwork`.
    """
    return PublishedNetwork(
        name=name,
        title=title,
        file_name=f"{name}.pth",
        container="state_dict",
        extras={},
        recognises=recognises,
        to_plain=dict,
        to_published=dict,
        settings=settings,
        build=build,
        inputs={"image": 3, "mask": 1},
        call=_call,
    )
