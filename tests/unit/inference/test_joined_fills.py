"""How the engine joins fills to the photo, as the model's card asks."""

from __future__ import annotations

import numpy as np
import pytest
from engine_fakes import DictSource, MeanRestorer, make_card

from inpaint_studio.imaging.types import to_unit
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.region_fill import _detail_levels
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import Fill, FillRequest
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.progress import ProgressToken
from inpaint_studio.zoo.card import Seam, Tiling, texture_option

TRUTH = np.full((64, 80, 3), (120, 90, 60), np.uint8)


class OffInTheHole(MeanRestorer):
    """Repaints known pixels faithfully, and the hole too bright."""

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        image = to_unit(TRUTH)
        image[request.mask] += 0.2
        return Fill(image)


class OffEverywhere(MeanRestorer):
    """Repaints everything too bright."""

    def fill(self, request: FillRequest, token: ProgressToken) -> Fill:
        return Fill(to_unit(TRUTH) + np.float32(0.2))


def restored(restorer: type[MeanRestorer], seam: Seam) -> np.ndarray:
    mask = np.zeros(TRUTH.shape[:2], np.bool_)
    mask[20:40, 25:60] = True
    damaged = TRUTH.copy()
    damaged[mask] = 255
    card = make_card(seam=seam)
    source = DictSource(fake=lambda device: restorer(card))
    source.cards["fake"] = card
    result = (
        Engine("cpu", source=source)
        .restore(RestoreRequest(damaged, mask, FillSettings("fake")))
        .image
    )
    assert np.array_equal(result[~mask], TRUTH[~mask])
    return np.abs(result[mask].astype(int) - TRUTH[mask])


@pytest.mark.parametrize("seam", list(Seam))
def test_what_is_off_everywhere_is_put_right(seam: Seam) -> None:
    assert restored(OffEverywhere, seam).max() <= 1


@pytest.mark.parametrize(
    ("seam", "sees_it"), [(Seam.CONTINUOUS, True), (Seam.AS_FILLED, False), (Seam.MATCHED, False)]
)
def test_what_is_off_in_the_hole_alone_only_the_continuous_seam_sees(
    seam: Seam, sees_it: bool
) -> None:
    off = restored(OffInTheHole, seam)
    assert (off.max() <= 1) == sees_it


@pytest.mark.parametrize(
    ("default", "asked", "scale", "levels"),
    [
        (0, None, 1.0, 0),
        (2, None, 1.0, 2),
        (2, 0, 1.0, 0),
        (0, None, 0.25, 2 + 3),  # two levels lost, and three more, as large holes ask for
        (4, None, 0.5, 1 + 4),
        (0, 0, 0.25, 2),  # what was lost comes back whatever the user says
        (None, None, 0.25, 2),  # a model without the option
    ],
)
def test_levels_of_texture(
    default: int | None, asked: int | None, scale: float, levels: int
) -> None:
    options = () if default is None else (texture_option(default),)
    card = make_card(tiling=Tiling.NATIVE, native_size_px=256, options=options)
    assert _detail_levels(card, asked, scale) == levels
    assert _detail_levels(make_card(tiling=Tiling.FREE, options=options), asked, scale) == 0
