"""Context encoder: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="context_encoder",
        title="Context Encoder",
        family="context_encoder",
        summary="Imagines the centre of a window of 128 px, again and again across the hole.",
        good_at="a look at where the field began; small, roundish holes",
        paper=(
            "D. Pathak, P. Krähenbühl, J. Donahue, T. Darrell, A. Efros, Context Encoders: Feature "
            "Learning by Inpainting, CVPR 2016, arXiv 1604.07379"
        ),
        licence="MIT",
        licence_notice=(
            "The repository that links the checkpoint (BoyuanJiang/context_encoder_pytorch on "
            "GitHub: netG_streetview.pth) is MIT and says nothing of the weights, which were "
            "trained on Paris StreetView, photographs given for research only."
        ),
        native_size_px=128,
        tiling=Tiling.FIXED,
        memory_mib=460,
    ),
    title="Context Encoder",
    restorer=".restorer:make_context_encoder",
    networks={
        "generator": ".checkpoint:GENERATOR",
        "region": ".checkpoint:REGION",
        "content": ".checkpoint:CONTENT",
    },
    training=".training:TRAINING",
    recipes=("gpu",),
)
