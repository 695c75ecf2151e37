"""The light gated U-Net: the card that its trainings start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="light_unet",
        title="Light gated U-Net",
        family="light_unet",
        summary="A small, fast network that follows the lines that you draw into the hole.",
        good_at="quick fills on ordinary processors; outlines that you draw",
        paper=(
            "A U-Net (O. Ronneberger, P. Fischer, T. Brox, arXiv 1505.04597) of separable gated "
            "convolutions (Z. Yi, Q. Tang, S. Azizi, D. Jang, Z. Xu, CVPR 2020, arXiv 2005.09704) "
            "at half the picture's size (W. Shi et al., arXiv 1609.05158)"
        ),
        licence="unknown",
        licence_notice="No checkpoint is published; train one with 'inpaint-studio train'.",
        native_size_px=256,
        size_multiple=32,
        tiling=Tiling.NATIVE,
        takes_edges=True,
        half_precision=True,
        memory_mib=150,
    ),
    title="Light gated U-Net",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=("cpu",),
)
