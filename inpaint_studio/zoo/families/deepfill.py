"""DeepFill v1 and v2: the cards that their checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.families.rows import importable

__all__ = ["V1", "V2"]

_NON_COMMERCIAL = (
    "The weights published by the authors may be used with attribution and for "
    "non-commercial purposes only; ask whoever gave you others."
)

V1 = importable(
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
        licence_notice=_NON_COMMERCIAL,
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        shows_attention=True,
        memory_mib=180,
    ),
    title="DeepFill v1",
    networks={"generator": "deepfill:V1"},
)

V2 = importable(
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
        licence_notice=_NON_COMMERCIAL,
        native_size_px=256,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        shows_attention=True,
        memory_mib=280,
    ),
    title="DeepFill v2",
    networks={
        "generator": "deepfill:V2",
        "tensorflow": "deepfill:V2_TENSORFLOW",
    },
)
