"""Pluralistic completion: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="pluralistic",
        title="Pluralistic completion",
        family="pluralistic",
        summary="Draws several different answers for one hole; every seed gives another.",
        good_at="large holes where many things may have been; faces, facades, scenes",
        paper=(
            "C. Zheng, T.-J. Cham, J. Cai, Pluralistic Image Completion, CVPR 2019, arXiv "
            "1903.04227"
        ),
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The repository that links the authors' checkpoints (lyndonzheng/Pluralistic-"
            "Inpainting on GitHub: latest_net_E.pth and latest_net_G.pth) allows educational and "
            "academic research only."
        ),
        native_size_px=256,
        size_multiple=32,
        tiling=Tiling.NATIVE,
        varies=True,
        memory_mib=110,
    ),
    title="Pluralistic completion",
    restorer=".restorer:make_pluralistic",
    roles=("encoder", "generator"),
    networks={"encoder": ".checkpoint:ENCODER", "generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=(
        "cpu",
        "gpu",
    ),
)
