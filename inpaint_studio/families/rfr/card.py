"""Recurrent feature reasoning: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="rfr",
        title="Recurrent feature reasoning",
        family="rfr",
        summary="Closes the hole in six rounds from its border inwards, each building on the last.",
        good_at="large, connected holes in faces and facades",
        paper=(
            "J. Li, N. Wang, L. Zhang, B. Du, D. Tao, Recurrent Feature Reasoning for Image "
            "Inpainting, CVPR 2020, arXiv 2008.03737"
        ),
        licence="MIT",
        licence_notice=(
            "The authors' repository (jingyuanli001/RFR-Inpainting on GitHub) is MIT and links "
            "the checkpoints without a word on them; they were trained on photographs given for "
            "research only."
        ),
        native_size_px=256,
        size_multiple=16,
        tiling=Tiling.NATIVE,
        memory_mib=340,
    ),
    title="Recurrent feature reasoning",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=("gpu",),
)
