"""DeepFill v1: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="deepfill_v1",
        title="DeepFill v1 (contextual attention)",
        family="deepfill_v1",
        summary="Paints a coarse fill, then refines it with texture found elsewhere in the window.",
        good_at="compact holes in scenes with repeated texture",
        paper=(
            "J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, Generative Image Inpainting with "
            "Contextual Attention, CVPR 2018, arXiv 1801.07892"
        ),
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only; ask whoever gave you others."
        ),
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        shows_attention=True,
        memory_mib=180,
    ),
    title="DeepFill v1",
    networks={"generator": ".checkpoint:V1"},
    training=".training:TRAINING",
    recipes=("gpu",),
)
