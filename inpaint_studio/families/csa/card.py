"""Coherent semantic attention: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="csa",
        title="Coherent semantic attention",
        family="csa",
        summary="Guesses roughly, then rebuilds the hole so that neighbours agree in meaning.",
        good_at="medium holes in faces, facades and scenes like those it was trained on",
        paper=(
            "H. Liu, B. Jiang, Y. Xiao, C. Yang, Coherent Semantic Attention for Image "
            "Inpainting, ICCV 2019, arXiv 1905.12384"
        ),
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The authors' repository (KumapowerLIU/CSA-inpainting on GitHub) allows educational "
            "and academic research only; it names no checkpoint, so that you need one trained "
            "with it: *_net_P.pth and *_net_G.pth."
        ),
        native_size_px=256,
        size_multiple=256,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        memory_mib=680,
    ),
    title="Coherent semantic attention",
    restorer=".restorer:make_coherent_attention",
    roles=("rough", "refinement"),
    networks={
        "rough": ".checkpoint:ROUGH",
        "refinement": ".checkpoint:REFINEMENT",
    },
    training=".training:TRAINING",
    recipes=("gpu",),
)
