"""Multi-scale semantic learning for faces: the card that its trainings start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="semantic_face",
        title="Multi-scale semantic learning",
        family="semantic_face",
        summary="Looks at a face at three scales at once and fills it from its alike parts.",
        good_at="faces, above all with large holes",
        paper=(
            "Multi-scale semantic learning for face completion at 256 px, with gated convolutions "
            "after J. Yu et al., arXiv 1806.03589, and channel weights after J. Hu, L. Shen, "
            "G. Sun, arXiv 1709.01507"
        ),
        licence="unknown",
        licence_notice="No checkpoint is published; train one with 'inpaint-studio train'.",
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        memory_mib=400,
    ),
    title="Multi-scale semantics",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=(
        "cpu",
        "gpu",
    ),
)
