"""Finds damage with the segmentation network. Torch is imported when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from inpaint_studio.detection.findings import FindingKind, Scores
from inpaint_studio.errors import MissingPartError
from inpaint_studio.imaging.types import Image
from inpaint_studio.progress import ProgressToken

if TYPE_CHECKING:
    from inpaint_studio.inference.device import Device

__all__ = ["NetworkFinder"]


class NetworkFinder:
    """Finds scratches, dust, tears and stains with the network.

    Raises
    ------
    MissingPartError
        If there are no weights.
    """

    kinds = frozenset(
        {FindingKind.SCRATCHES, FindingKind.DUST, FindingKind.TEARS, FindingKind.STAINS}
    )

    def __init__(self, device: Device | None = None) -> None:
        raise MissingPartError("The damage detector's weights are not installed.")

    def find(
        self, image: Image, kinds: frozenset[FindingKind], token: ProgressToken
    ) -> Mapping[FindingKind, Scores]:
        """Maps for those of `kinds` that the network finds; `image` is not modified."""
        raise NotImplementedError
