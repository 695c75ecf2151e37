"""The families that the product brings: a table of facts, nothing else.

Whatever is specific to one model stands here, or on the card in its folder; no other module may
ask for a model's name. Nothing heavy is imported here.
"""

from __future__ import annotations

from inpaint_studio.zoo.card import (
    CardOption,
    MaskMeaning,
    ModelCard,
    ModelFile,
    OptionKind,
    Tiling,
)
from inpaint_studio.zoo.family import Family

__all__ = ["FAMILIES"]

_RESTORERS = "inpaint_studio.inference.restorers"
_LAYOUTS = "inpaint_studio.zoo.layouts"

_TELEA_PAPER = (
    "A. Telea, An Image Inpainting Technique Based on the Fast Marching Method, "
    "Journal of Graphics Tools 9(1), 2004"
)
_NAVIER_STOKES_PAPER = (
    "M. Bertalmio, A. Bertozzi, G. Sapiro, Navier-Stokes, Fluid Dynamics, and Image and Video "
    "Inpainting, CVPR 2001"
)
_PATCHMATCH_PAPER = (
    "C. Barnes, E. Shechtman, A. Finkelstein, D. Goldman, PatchMatch, SIGGRAPH 2009; "
    "Y. Wexler, E. Shechtman, M. Irani, Space-Time Completion of Video, TPAMI 29(3), 2007"
)
_MIGAN_PAPER = (
    "A. Sargsyan, S. Navasardyan, X. Xu, H. Shi, MI-GAN: A Simple Baseline for Image Inpainting "
    "on Mobile Devices, ICCV 2023"
)
_EDGECONNECT_PAPER = (
    "K. Nazeri, E. Ng, T. Joseph, F. Qureshi, M. Ebrahimi, EdgeConnect: Generative Image "
    "Inpainting with Adversarial Edge Learning, arXiv 1901.00212"
)

_RADIUS = CardOption(
    "radius_px", OptionKind.NUMBER, 3.0, 1.0, 50.0, "How far around a pixel is looked for colour"
)

_TELEA = Family(
    name="telea",
    title="Fast marching",
    paper=_TELEA_PAPER,
    restorer=f"{_RESTORERS}.classical:make_telea",
    cards=(
        ModelCard(
            name="telea",
            title="Fast marching (Telea)",
            family="telea",
            summary="Spreads the colours of the hole's border inwards, nearest pixels first.",
            good_at="thin scratches and specks",
            paper=_TELEA_PAPER,
            licence="Apache-2.0",
            licence_notice="Part of OpenCV.",
            source="OpenCV",
            memory_mib=32,
            options=(_RADIUS,),
        ),
    ),
)

_NAVIER_STOKES = Family(
    name="navier-stokes",
    title="Navier-Stokes",
    paper=_NAVIER_STOKES_PAPER,
    restorer=f"{_RESTORERS}.classical:make_navier_stokes",
    cards=(
        ModelCard(
            name="navier-stokes",
            title="Navier-Stokes (Bertalmio)",
            family="navier-stokes",
            summary="Carries the lines of equal brightness at the hole's border on into it.",
            good_at="thin scratches across smooth areas",
            paper=_NAVIER_STOKES_PAPER,
            licence="Apache-2.0",
            licence_notice="Part of OpenCV.",
            source="OpenCV",
            memory_mib=32,
            options=(_RADIUS,),
        ),
    ),
)

_PATCHMATCH = Family(
    name="patchmatch",
    title="PatchMatch",
    paper=_PATCHMATCH_PAPER,
    restorer=f"{_RESTORERS}.classical:make_patchmatch",
    cards=(
        ModelCard(
            name="patchmatch",
            title="PatchMatch",
            family="patchmatch",
            summary="Fills the hole with matching texture from elsewhere in the photo.",
            good_at="objects on grass, stone, foliage, sky; scratches and tears; any size",
            paper=_PATCHMATCH_PAPER,
            licence="MIT",
            licence_notice="Part of Inpaint Studio.",
            source="Inpaint Studio",
            takes_edges=True,
            memory_mib=160,
            options=(
                CardOption("patch_px", OptionKind.INTEGER, 7, 3, 15, "Side of the copied patches"),
            ),
        ),
    ),
)

_MIGAN = Family(
    name="migan",
    title="MI-GAN",
    paper=_MIGAN_PAPER,
    restorer=f"{_RESTORERS}.migan:make_migan",
    roles=("pipeline",),
    downloads=(
        ModelCard(
            name="migan",
            title="MI-GAN (Places2, 512 px)",
            family="migan",
            summary="A small, fast network that imagines what may have been in the hole.",
            good_at="objects in street and nature scenes; quick previews",
            paper=_MIGAN_PAPER,
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
            native_size_px=512,
            tiling=Tiling.INTERNAL,
            mask_meaning=MaskMeaning.ONE_IS_KNOWN,
            needs_weights=True,
            memory_mib=500,
        ),
    ),
)

_EDGECONNECT = Family(
    name="edgeconnect",
    title="EdgeConnect",
    paper=_EDGECONNECT_PAPER,
    restorer=f"{_RESTORERS}.edgeconnect:make_edgeconnect",
    roles=("edge", "completion"),
    networks={
        "edge": f"{_LAYOUTS}.edgeconnect:EDGE",
        "completion": f"{_LAYOUTS}.edgeconnect:COMPLETION",
        "discriminator": f"{_LAYOUTS}.edgeconnect:DISCRIMINATOR",
    },
    template=ModelCard(
        name="edgeconnect",
        title="EdgeConnect",
        family="edgeconnect",
        summary="Predicts the edges inside the hole, shows them, then paints between them.",
        good_at="structure that you want to guide: outlines, windows, faces",
        paper=_EDGECONNECT_PAPER,
        licence="CC-BY-NC-4.0",
        licence_notice=(
            "The weights published by the authors may be used with attribution and for "
            "non-commercial purposes only."
        ),
        source="imported",
        native_size_px=256,
        size_multiple=4,
        tiling=Tiling.NATIVE,
        takes_edges=True,
        shows_edges=True,
        needs_weights=True,
        half_precision=True,
        memory_mib=200,
    ),
)

FAMILIES: tuple[Family, ...] = (_PATCHMATCH, _TELEA, _NAVIER_STOKES, _MIGAN, _EDGECONNECT)
"""In the order in which they are listed."""
