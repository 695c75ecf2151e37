"""DeepFill v2: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="deepfill_v2",
        title="DeepFill v2 (gated convolution)",
        family="deepfill_v2",
        summary="Learns for every pixel how far to trust it; follows a sketch if trained for it.",
        good_at="free-form holes in natural scenes, also drawn along by edges",
        paper=(
            "J. Yu, Z. Lin, J. Yang, X. Shen, X. Lu, T. Huang, Free-Form Image Inpainting with "
            "Gated Convolution, ICCV 2019, arXiv 1806.03589"
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
        memory_mib=280,
    ),
    title="DeepFill v2",
    networks={
        "generator": ".checkpoint:V2",
        "tensorflow": ".checkpoint:V2_TENSORFLOW",
    },
    training=".training:TRAINING",
    recipes=(
        "cpu",
        "gpu",
    ),
)
