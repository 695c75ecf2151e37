"""The methods that need no weights: their cards."""

from __future__ import annotations

from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind
from inpaint_studio.zoo.family import built_in

__all__ = ["CRIMINISI", "NAVIER_STOKES", "PATCHMATCH", "TELEA"]

_RADIUS = CardOption(
    "radius_px", OptionKind.NUMBER, 3.0, 1.0, 50.0, "How far around a pixel is looked for colour"
)

TELEA = built_in(
    __package__,
    ModelCard(
        name="telea",
        title="Fast marching (Telea)",
        family="telea",
        summary="Spreads the colours of the hole's border inwards, nearest pixels first.",
        good_at="thin scratches and specks",
        paper=(
            "A. Telea, An Image Inpainting Technique Based on the Fast Marching Method, "
            "Journal of Graphics Tools 9(1), 2004"
        ),
        licence="Apache-2.0",
        licence_notice="Part of OpenCV.",
        source="OpenCV",
        memory_mib=32,
        options=(_RADIUS,),
    ),
    title="Fast marching",
    restorer=".restorer:make_telea",
)

NAVIER_STOKES = built_in(
    __package__,
    ModelCard(
        name="navier-stokes",
        title="Navier-Stokes (Bertalmio)",
        family="navier-stokes",
        summary="Carries the lines of equal brightness at the hole's border on into it.",
        good_at="thin scratches across smooth areas",
        paper=(
            "M. Bertalmio, A. Bertozzi, G. Sapiro, Navier-Stokes, Fluid Dynamics, and Image and "
            "Video Inpainting, CVPR 2001"
        ),
        licence="Apache-2.0",
        licence_notice="Part of OpenCV.",
        source="OpenCV",
        memory_mib=32,
        options=(_RADIUS,),
    ),
    title="Navier-Stokes",
    restorer=".restorer:make_navier_stokes",
)

CRIMINISI = built_in(
    __package__,
    ModelCard(
        name="criminisi",
        title="Exemplars by priority (Criminisi)",
        family="criminisi",
        summary="Copies patches of the photo from the border inwards, strong lines first.",
        good_at="objects before clear lines and plain textures; small to middling holes",
        paper=(
            "A. Criminisi, P. Pérez, K. Toyama, Region Filling and Object Removal by "
            "Exemplar-Based Image Inpainting, IEEE Transactions on Image Processing 13(9), 2004"
        ),
        licence="MIT",
        licence_notice="Part of Inpaint Studio.",
        source="Inpaint Studio",
        memory_mib=160,
        options=(
            CardOption("patch_px", OptionKind.INTEGER, 9, 3, 31, "Side of the copied patches, odd"),
            CardOption(
                "search_px", OptionKind.INTEGER, 100, 31, 1000, "How far patches are looked for"
            ),
        ),
    ),
    title="Exemplars by priority",
    restorer=".restorer:make_criminisi",
)

PATCHMATCH = built_in(
    __package__,
    ModelCard(
        name="patchmatch",
        title="PatchMatch",
        family="patchmatch",
        summary="Fills the hole with matching texture from elsewhere in the photo.",
        good_at="objects on grass, stone, foliage, sky; scratches and tears; any size",
        paper=(
            "C. Barnes, E. Shechtman, A. Finkelstein, D. Goldman, PatchMatch, SIGGRAPH 2009; "
            "Y. Wexler, E. Shechtman, M. Irani, Space-Time Completion of Video, TPAMI 29(3), 2007"
        ),
        licence="MIT",
        licence_notice="Part of Inpaint Studio.",
        source="Inpaint Studio",
        takes_edges=True,
        memory_mib=160,
        options=(
            CardOption("patch_px", OptionKind.INTEGER, 7, 3, 15, "Side of the copied patches"),
        ),
    ),
    title="PatchMatch",
    restorer=".restorer:make_patchmatch",
)
