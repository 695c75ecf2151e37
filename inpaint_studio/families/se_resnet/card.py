"""Squeeze-excite generator: the card that its trainings start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="se_resnet",
        title="Squeeze-excite generator",
        family="se_resnet",
        summary="A residual network that weighs its channels by what the whole window shows.",
        good_at="faces and small pictures",
        paper=(
            "Squeeze-and-excitation residual generator with contextual loss for 160 px pictures, "
            "after S. Iizuka et al. 2017 and J. Hu, L. Shen, G. Sun, arXiv 1709.01507"
        ),
        licence="unknown",
        licence_notice="No checkpoint is published; train one with 'inpaint-studio train'.",
        native_size_px=160,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        half_precision=True,
        memory_mib=170,
    ),
    title="Squeeze-excite generator",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=("gpu",),
)
