"""The families that need no weights: a table of facts, nothing else.

Nothing heavy is imported here.
"""

from __future__ import annotations

from inpaint_studio.zoo.card import CardOption, ModelCard, OptionKind
from inpaint_studio.zoo.family import Family

__all__ = ["CLASSICAL"]

_RESTORERS = "inpaint_studio.inference.restorers"

_TELEA_PAPER = (
    "A. Telea, An Image Inpainting Technique Based on the Fast Marching Method, "
    "Journal of Graphics Tools 9(1), 2004"
)
_NAVIER_STOKES_PAPER = (
    "M. Bertalmio, A. Bertozzi, G. Sapiro, Navier-Stokes, Fluid Dynamics, and Image and Video "
    "Inpainting, CVPR 2001"
)
_CRIMINISI_PAPER = (
    "A. Criminisi, P. Pérez, K. Toyama, Region Filling and Object Removal by Exemplar-Based Image "
    "Inpainting, IEEE Transactions on Image Processing 13(9), 2004"
)
_PATCHMATCH_PAPER = (
    "C. Barnes, E. Shechtman, A. Finkelstein, D. Goldman, PatchMatch, SIGGRAPH 2009; "
    "Y. Wexler, E. Shechtman, M. Irani, Space-Time Completion of Video, TPAMI 29(3), 2007"
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
            measured_lpips=0.1461,
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
            measured_lpips=0.1432,
            options=(_RADIUS,),
        ),
    ),
)

_CRIMINISI = Family(
    name="criminisi",
    title="Exemplars by priority",
    paper=_CRIMINISI_PAPER,
    restorer=f"{_RESTORERS}.classical:make_criminisi",
    cards=(
        ModelCard(
            name="criminisi",
            title="Exemplars by priority (Criminisi)",
            family="criminisi",
            summary="Copies patches of the photo from the border inwards, strong lines first.",
            good_at="objects before clear lines and plain textures; small to middling holes",
            paper=_CRIMINISI_PAPER,
            licence="MIT",
            licence_notice="Part of Inpaint Studio.",
            source="Inpaint Studio",
            memory_mib=160,
            options=(
                CardOption(
                    "patch_px", OptionKind.INTEGER, 9, 3, 31, "Side of the copied patches, odd"
                ),
                CardOption(
                    "search_px", OptionKind.INTEGER, 100, 31, 1000, "How far patches are looked for"
                ),
            ),
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
            measured_lpips=0.0978,
            options=(
                CardOption("patch_px", OptionKind.INTEGER, 7, 3, 15, "Side of the copied patches"),
            ),
        ),
    ),
)

CLASSICAL: tuple[Family, ...] = (_PATCHMATCH, _CRIMINISI, _TELEA, _NAVIER_STOKES)
"""In the order in which they are listed."""
