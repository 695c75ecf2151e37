"""Globally and locally consistent completion: the card that its checkpoints start from."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, Seam, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="glcic",
        title="Globally and locally consistent completion",
        family="glcic",
        summary="Completes the hole with dilated convolutions that look far around it.",
        good_at="faces and scenes like those it was trained on; holes up to a third of the window",
        paper=(
            "S. Iizuka, E. Simo-Serra, H. Ishikawa, Globally and Locally Consistent Image "
            "Completion, ACM Transactions on Graphics 36(4), 2017"
        ),
        licence="MIT",
        licence_notice=(
            "The repository that links the checkpoint (otenim/GLCIC-PyTorch on GitHub: "
            "model_cn_step400000) is MIT and says nothing of the weights, which were trained on "
            "CelebA, photographs given for research only."
        ),
        native_size_px=256,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        # The authors blend the completed region in by Poisson's equation.
        seam=Seam.AS_FILLED,
        half_precision=True,
        memory_mib=160,
    ),
    title="Global and local consistency",
    networks={"generator": ".checkpoint:GENERATOR"},
    training=".training:TRAINING",
    recipes=("gpu",),
)
