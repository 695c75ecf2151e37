"""LaMa (Suvorov et al., WACV 2022) as published: one TorchScript file that takes image and mask.

A TorchScript file is a program. PyTorch offers no safe way to load one that is not trusted, so
only the very file that the product names, by its SHA-256, is ever opened; what a card in a model
folder says of itself does not count.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, cast

from inpaint_studio.errors import MissingPartError, ModelFileError
from inpaint_studio.inference.device import Device
from inpaint_studio.inference.one_network import OneNetworkRestorer
from inpaint_studio.inference.restorer import Restorer
from inpaint_studio.jobs.messages import Remedy
from inpaint_studio.zoo.card import ModelCard

if TYPE_CHECKING:
    from torch import Tensor, nn

__all__ = ["make_lama"]

_ROLE = "torchscript"


def make_lama(card: ModelCard, folder: Path | None, device: Device) -> Restorer:
    """The installed LaMa of `folder`."""
    if folder is None or not card.files:
        raise MissingPartError(
            "{title} is not installed; {remedy}.",
            title=card.title,
            model="lama",
            remedy=Remedy.INSTALL_MODEL,
        )
    from inpaint_studio.zoo.weights import checked_file

    if card.file(_ROLE).sha256 not in _published_hashes(card.family):
        raise ModelFileError(
            "Model {model} brings a TorchScript program that is not the published one, and it is "
            "not run; {remedy} to have the published one.",
            remedy=Remedy.INSTALL_MODEL,
            model=card.name,
        )
    return OneNetworkRestorer(card, _load(checked_file(card, folder, _ROLE)), device)


def _published_hashes(family_name: str) -> set[str]:
    from inpaint_studio.zoo.registry import find_family

    return {
        file.sha256
        for card in find_family(family_name).downloads
        for file in card.files
        if file.role == _ROLE
    }


def _load(path: Path) -> nn.Module:
    import torch

    class Program(torch.nn.Module):
        """An ordinary module around the program, which is not one in all respects."""

        def __init__(self, program: nn.Module) -> None:
            super().__init__()
            self.program = program

        def forward(self, image: Tensor, mask: Tensor) -> Tensor:
            return cast("Tensor", self.program(image, mask))

    with warnings.catch_warnings():
        # TorchScript is no longer developed; the published file has no other form.
        warnings.simplefilter("ignore", FutureWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            program = torch.jit.load(str(path), map_location="cpu")  # type: ignore[no-untyped-call]
        except AttributeError:
            raise MissingPartError(
                "PyTorch {version} no longer reads TorchScript, which LaMa needs; install an "
                "older PyTorch or choose another model.",
                version=torch.__version__,
            ) from None
    return Program(program)
