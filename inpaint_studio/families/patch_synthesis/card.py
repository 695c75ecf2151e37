"""Multi-scale neural patch synthesis: the card of the optimisation; VGG features are imported."""

from __future__ import annotations

from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind, Tiling
from inpaint_studio.zoo.family import importable

__all__ = ["FAMILY"]

FAMILY = importable(
    __package__,
    ModelCard(
        name="patch-synthesis",
        title="Neural patch synthesis",
        family="patch-synthesis",
        summary=(
            "Takes another model's fill and gives it texture of the known area, coarse to fine; "
            "needs VGG-16 or VGG-19 weights."
        ),
        good_at="soft fills that want grain, foliage, stone or cloth; takes minutes, not seconds",
        paper=(
            "C. Yang, X. Lu, Z. Lin, E. Shechtman, O. Wang, H. Li, High-Resolution Image "
            "Inpainting Using Multi-Scale Neural Patch Synthesis, CVPR 2017, arXiv 1611.09969; "
            "K. Simonyan, A. Zisserman, Very Deep Convolutional Networks for Large-Scale Image "
            "Recognition, ICLR 2015"
        ),
        licence="BSD-3-Clause",
        licence_notice=(
            "Needs the VGG weights of torchvision, vgg16-397923af.pth (528 MiB, of which 11 MiB "
            "are kept) or vgg19-dcbb9e9d.pth, from download.pytorch.org/models; they were trained "
            "on ImageNet."
        ),
        native_size_px=512,
        tiling=Tiling.NATIVE,
        shows_coarse=True,
        memory_mib=1050,
        options=(
            CardOption("content", OptionKind.MODEL, "auto", help="The model whose fill is refined"),
            CardOption(
                "scales",
                OptionKind.INTEGER,
                3,
                1,
                4,
                "Sizes worked at, coarse to fine; 1 stays nearest",
            ),
            CardOption("rounds", OptionKind.INTEGER, 2, 1, 20, "Searches for patches at each size"),
            CardOption(
                "content_weight",
                OptionKind.NUMBER,
                3.0,
                0.0,
                1000.0,
                "How near to stay to the fill",
            ),
            CardOption(
                "texture_weight", OptionKind.NUMBER, 3.0, 0.0, 100.0, "How much texture counts"
            ),
            CardOption(
                "smoothness", OptionKind.NUMBER, 0.3, 0.0, 10.0, "How much grain is quelled"
            ),
        ),
    ),
    title="Neural patch synthesis",
    restorer=".restorer:make_patch_synthesis",
    roles=("vgg",),
    networks={"vgg": ".checkpoint:TRUNK"},
)
