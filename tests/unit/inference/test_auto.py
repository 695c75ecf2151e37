"""The rule behind `--model auto`, and the kinds of hole that it asks for."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from engine_fakes import make_card

from inpaint_studio.errors import ModelFileError
from inpaint_studio.imaging.types import Image, Mask
from inpaint_studio.inference.auto import (
    Choice,
    choose_model,
    choose_model_for,
)
from inpaint_studio.inference.hole_kind import kind_of_hole
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.messages import NOTHING
from inpaint_studio.zoo.card import HoleKind, Measurement
from inpaint_studio.zoo.registry import InstalledModel, ModelOrigin, ModelState


def model(
    name: str,
    lpips: float | None,
    state: ModelState = ModelState.READY,
    *,
    takes_edges: bool = False,
    shows_edges: bool = False,
    **kinds: float,
) -> InstalledModel:
    measured = tuple(Measurement(HoleKind(kind), value, 9) for kind, value in kinds.items())
    card = make_card(
        name,
        measured_lpips=lpips,
        takes_edges=takes_edges,
        shows_edges=shows_edges,
        measured=measured,
    )
    return InstalledModel(card, state, ModelOrigin.USER)


def test_a_name_stands_for_itself() -> None:
    assert choose_model("telea") == Choice("telea", NOTHING)
    assert choose_model("telea", kind=HoleKind.FACE, drawn=True) == Choice("telea", NOTHING)


def test_auto_takes_the_best_measured_of_those_that_are_ready() -> None:
    models = [
        model("good", 0.10),
        model("better", 0.08),
        model("absent", 0.01, ModelState.NOT_INSTALLED),
        model("broken", 0.02, ModelState.BROKEN),
        model("unknown", None),
    ]
    choice = choose_model("auto", models)
    assert choice.model == "better"
    assert "0.080 against 0.100 of good" in str(choice.reason)
    assert choice.reason


def test_each_kind_of_hole_has_its_own_best() -> None:
    models = [
        model("spread", 0.10, thin=0.010, face=0.10),
        model("network", 0.08, thin=0.020, face=0.04),
        model("elsewhere", 0.01),
    ]
    thin = choose_model("auto", models, kind=HoleKind.THIN)
    assert thin.model == "spread"
    assert "for thin damage" in str(thin.reason)
    assert "0.010 against 0.020 of network" in str(thin.reason)
    assert choose_model("auto", models, kind=HoleKind.FACE).model == "network"
    # Nobody was measured on these: all kinds together decide.
    assert choose_model("auto", models, kind=HoleKind.OLD).model == "elsewhere"


def test_figures_of_large_holes_are_told_as_what_they_are() -> None:
    models = [model("small", 0.05, large=0.09), model("wide", 0.10, large=0.07)]
    large = choose_model("auto", models, kind=HoleKind.LARGE)
    assert large.model == "wide"
    assert "0.070 against 0.090 of small (holes laid over photographs" in str(large.reason)
    assert "(validation photographs, 256 px)" in str(choose_model("auto", models).reason)


def test_of_models_that_are_as_good_one_that_shows_its_edges_is_taken() -> None:
    best = model("best", 0.100)
    near = model("near", 0.102, shows_edges=True)
    far = model("far", 0.106, shows_edges=True)
    choice = choose_model("auto", [best, near, far])
    assert choice.model == "near"
    assert "shows its edges" in str(choice.reason)
    assert "0.102 against 0.100 of best" in str(choice.reason)
    assert choice.reason
    assert choose_model("auto", [best, far]).model == "best"
    leader = model("leader", 0.099, shows_edges=True)
    assert "best LPIPS" in str(choose_model("auto", [best, near, leader]).reason)


def test_in_large_holes_the_lowest_figure_counts_alone() -> None:
    best = model("best", 0.1, large=0.100)
    near = model("near", 0.1, large=0.102, shows_edges=True)
    assert choose_model("auto", [best, near], kind=HoleKind.LARGE).model == "best"
    assert choose_model("auto", [best, near]).model == "near"


def test_drawn_edges_ask_for_a_model_that_follows_them() -> None:
    deaf = model("deaf", 0.05, thin=0.01)
    following = model("following", 0.09, takes_edges=True, thin=0.02)
    choice = choose_model("auto", [deaf, following], kind=HoleKind.THIN, drawn=True)
    assert choice.model == "following"
    assert "drawn edges" in str(choice.reason)
    assert choose_model("auto", [deaf], kind=HoleKind.THIN, drawn=True).model == "deaf"


def test_auto_without_any_measured_model() -> None:
    choice = choose_model("auto", [model("unknown", None)], kind=HoleKind.FACE, drawn=True)
    assert choice.model == "patchmatch"
    assert "measured" in str(choice.reason)


def test_a_kind_is_measured_once_on_a_card() -> None:
    twice = (Measurement(HoleKind.THIN, 0.1, 3), Measurement(HoleKind.THIN, 0.2, 3))
    with pytest.raises(ModelFileError, match="thin"):
        make_card("twice", measured=twice)
    with pytest.raises(ModelFileError, match="LPIPS"):
        Measurement(HoleKind.THIN, float("nan"), 3)


def grain(tint: tuple[float, float, float] = (1.0, 1.0, 1.0)) -> Image:
    """Texture without direction, in one tone."""
    noise = np.random.default_rng(0).normal(0, 1, (200, 240)).astype(np.float32)
    grey = np.clip(128 + 160 * cv2.GaussianBlur(noise, (0, 0), 1.5), 0, 255)
    return (grey[..., None] * np.array(tint, np.float32)).clip(0, 255).astype(np.uint8)


def colourful(grey: Image) -> Image:
    """The same with colours that brightness does not explain."""
    columns = np.linspace(-40, 40, grey.shape[1], dtype=np.float32)[None, :, None]
    return (grey + columns * np.array([1, 0, -1], np.float32)).clip(0, 255).astype(np.uint8)


def stripes() -> Image:
    rows = np.arange(200)
    grey = np.where((rows // 9) % 2, 60, 190).astype(np.uint8)
    return np.repeat(np.repeat(grey[:, None, None], 240, axis=1), 3, axis=2)


def blob() -> Mask:
    mask = np.zeros((200, 240), np.bool_)
    mask[80:130, 90:150] = True
    return mask


def scratches() -> Mask:
    canvas = np.zeros((200, 240), np.uint8)
    cv2.line(canvas, (10, 5), (230, 180), 1, 4)
    cv2.line(canvas, (60, 190), (90, 10), 1, 2)
    return canvas > 0


@pytest.mark.parametrize(
    ("image", "mask", "kind"),
    [
        (grain(), scratches(), HoleKind.THIN),
        (colourful(stripes()), scratches(), HoleKind.THIN),
        (grain(), blob(), HoleKind.OLD),
        (grain((0.95, 0.8, 0.6)), blob(), HoleKind.OLD),
        (colourful(grain()), blob(), HoleKind.TEXTURE),
        (colourful(stripes()), blob(), HoleKind.STRUCTURE),
    ],
    ids=["scratches", "scratches on lines", "grey", "sepia", "texture", "lines"],
)
def test_kinds_of_holes(image: Image, mask: Mask, kind: HoleKind) -> None:
    assert kind_of_hole(image, mask) is kind
    damaged = image.copy()
    damaged[mask] = (255, 0, 255)
    before = damaged.copy()
    assert kind_of_hole(damaged, mask) is kind, "the hole was read"
    assert np.array_equal(damaged, before)
    deep = damaged.astype(np.uint16) * 257
    assert kind_of_hole(deep, mask) is kind


@pytest.mark.parametrize(("side_px", "is_large"), [(150, False), (230, True)])
def test_a_hole_too_thick_for_a_window_at_its_own_size_is_large(
    side_px: int, is_large: bool
) -> None:
    random = np.random.default_rng(3)
    image = random.integers(0, 255, (700, 800, 3), np.uint8)
    mask = np.zeros((700, 800), np.bool_)
    mask[200 : 200 + side_px, 300 : 300 + side_px] = True
    assert (kind_of_hole(image, mask) is HoleKind.LARGE) is is_large
    # However long, a hole is as thick as it is thick.
    mask[:] = False
    mask[300:340] = True
    assert kind_of_hole(image, mask) is not HoleKind.LARGE


def test_the_choice_for_a_photo_tells_its_kind() -> None:
    image, mask = grain(), scratches()
    assert choose_model_for("telea", image, mask) == Choice("telea", NOTHING)
    chosen = choose_model_for("auto", image, mask)
    assert chosen.reason
    assert chosen.kind is HoleKind.THIN
    nothing = np.zeros_like(mask)
    assert choose_model_for("auto", image, nothing) == choose_model("auto")
    guide = EdgeGuide(add=mask, erase=nothing)
    assert choose_model_for("auto", image, mask, guide).reason


def test_a_face_is_found() -> None:
    """The portrait that scikit-image brings, its mouth and one eye gone."""
    data = pytest.importorskip("skimage.data")
    image = np.ascontiguousarray(data.astronaut()[:300, 80:380])
    mask = np.zeros(image.shape[:2], np.bool_)
    mask[110:150, 130:165] = True
    assert kind_of_hole(image, mask) is HoleKind.FACE
    aside = np.zeros_like(mask)
    aside[240:290, 20:80] = True
    assert kind_of_hole(image, aside) is not HoleKind.FACE
