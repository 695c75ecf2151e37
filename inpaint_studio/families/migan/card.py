"""MI-GAN: the card of the published file, whose network is run at the size of each window."""

from __future__ import annotations

from inpaint_studio.zoo.card import (
    ModelCard,
    ModelFile,
    Tiling,
    mirror_option,
    texture_option,
)
from inpaint_studio.zoo.family import downloadable

__all__ = ["FAMILY"]

FAMILY = downloadable(
    __package__,
    ModelCard(
        name="migan",
        title="MI-GAN (Places2, 512 px)",
        family="migan",
        summary="A small, fast network that imagines what may have been in the hole.",
        good_at="objects in street and nature scenes; quick previews",
        paper=(
            "A. Sargsyan, S. Navasardyan, X. Xu, H. Shi, MI-GAN: A Simple Baseline for Image "
            "Inpainting on Mobile Devices, ICCV 2023"
        ),
        licence="MIT",
        licence_notice=(
            "Code and weights by Picsart AI Research: free use, also commercial, as long as "
            "the copyright notice is kept."
        ),
        source="https://huggingface.co/andraniksargsyan/migan",
        files=(
            ModelFile(
                path="migan_pipeline_v2.onnx",
                role="pipeline",
                sha256="6f1f3530a1a2324b19752018ce756088b07973cda8d7d890034ace5c8a48c40b",
                size_bytes=28_079_181,
                url=(
                    "https://huggingface.co/andraniksargsyan/migan/resolve/"
                    "1538c135034b8cfe7a8472f34d09c8a5a45b17a7/migan_pipeline_v2.onnx"
                ),
            ),
        ),
        # Trained at 512 px; measured to be better in windows of half that side, as large holes are
        # given to it.
        native_size_px=256,
        size_multiple=128,
        tiling=Tiling.NATIVE,
        half_precision=True,
        memory_mib=200,
        options=(mirror_option(True), texture_option(0)),
    ),
    title="MI-GAN",
    restorer=".restorer:make_migan",
    training=".training:TRAINING",
    recipes=("cpu",),
    has_graphs=True,
)
