"""EdgeConnect: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="edgeconnect",
        title="EdgeConnect",
        family="edgeconnect",
        summary="Predicts the edges inside the hole, shows them, then paints between them.",
        good_at="structure that you want to guide: outlines, windows, faces",
        paper=(
            "K. Nazeri, E. Ng, T. Joseph, F. Qureshi, M. Ebrahimi, EdgeConnect: Generative Image "
            "Inpainting with Adversarial Edge Learning, arXiv 1901.00212"
        ),
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only."
        ),
        native_size_px=256,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        takes_edges=True,
        shows_edges=True,
        half_precision=True,
        memory_mib=200,
    ),
    title="EdgeConnect",
    restorer=".restorer:make_edgeconnect",
    roles=("edge", "completion"),
    networks={
        "edge": ".checkpoint:EDGE",
        "completion": ".checkpoint:COMPLETION",
        "discriminator": ".checkpoint:DISCRIMINATOR",
    },
    training=".training:TRAINING",
    recipes=(
        "completion-cpu",
        "completion-gpu",
        "edge-cpu",
        "edge-gpu",
        "predicted-gpu",
    ),
)
