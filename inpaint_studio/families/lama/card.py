"""LaMa: the card of the published TorchScript program."""

from __future__ import annotations

from inpaint_studio.zoo.card import ModelCard, ModelFile, Tiling
from inpaint_studio.zoo.family import downloadable

__all__ = ["FAMILY"]

FAMILY = downloadable(
    __package__,
    ModelCard(
        name="lama",
        title="LaMa (Big-LaMa, Places2)",
        family="lama",
        summary="Sees the whole window at once through Fourier convolutions.",
        good_at="large holes, repeated structures such as fences, facades and nets",
        paper=(
            "R. Suvorov, E. Logacheva, A. Mashikhin, A. Remizova, A. Ashukha, A. Silvestrov, "
            "N. Kong, H. Goka, K. Park, V. Lempitsky, Resolution-robust Large Mask Inpainting "
            "with Fourier Convolutions, WACV 2022, arXiv 2109.07161"
        ),
        licence="Apache-2.0",
        licence_notice=(
            "Code and weights by Samsung AI Center Moscow: free use, also commercial, as long "
            "as licence and notices are kept. The file is a TorchScript program; it is run "
            "only if it is the published one."
        ),
        source="https://github.com/Sanster/models/releases/tag/add_big_lama",
        files=(
            ModelFile(
                path="big-lama.pt",
                role="torchscript",
                sha256="344c77bbcb158f17dd143070d1e789f38a66c04202311ae3a258ef66667a9ea9",
                size_bytes=205_669_692,
                url=(
                    "https://github.com/Sanster/models/releases/download/add_big_lama/big-lama.pt"
                ),
            ),
        ),
        native_size_px=512,
        size_multiple=8,
        tiling=Tiling.NATIVE,
        memory_mib=1500,
    ),
    title="LaMa",
    restorer=".restorer:make_lama",
)
