"""Partial convolutions: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="pconv",
        title="Partial convolutions",
        family="pconv",
        summary="Looks at known pixels only and grows them inwards, layer by layer.",
        good_at="irregular holes: scratches, tears, lettering",
        paper=(
            "G. Liu, F. Reda, K. Shih, T. Wang, A. Tao, B. Catanzaro, Image Inpainting for "
            "Irregular Holes Using Partial Convolutions, ECCV 2018, arXiv 1804.07723"
        ),
        licence="unknown",
        licence_notice=(
            "The repository that links the checkpoint (naoto0804/pytorch-inpainting-with-partial-"
            "conv on GitHub: 1000000.pth) states no licence, neither for code nor for weights; ask "
            "its author before you use them for more than trying."
        ),
        native_size_px=256,
        size_multiple=128,
        tiling=Tiling.NATIVE,
        memory_mib=290,
    ),
    title="Partial convolutions",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=(
        "cpu",
        "gpu",
    ),
)
