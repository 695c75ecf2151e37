"""Contact sheets and pictures of edges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from engine_fakes import DictSource, MeanRestorer, make_card

from inpaint_studio.evaluation.runner import ModelVariant, Protocol, evaluate
from inpaint_studio.evaluation.samples import find_samples
from inpaint_studio.evaluation.sheets import ContactSheet, EdgeSheets, agreement_picture, grid
from inpaint_studio.inference.engine import Engine

PhotoSet = Callable[..., tuple[Path, Path]]


def test_grid_holds_every_picture() -> None:
    values = [[10, 20, 30], [40, 50, 60]]
    rows = [[np.full((20, 30, 3), value, np.uint8) for value in row] for row in values]
    sheet = grid(["one", "two", "σ and a very long title"], rows)
    assert sheet.dtype == np.uint8
    assert sheet.shape[1] >= 3 * 30
    for row in values:
        for value in row:
            assert int((sheet == value).all(axis=2).sum()) >= 20 * 30


def test_large_pictures_are_shrunk() -> None:
    sheet = grid(["large"], [[np.zeros((1024, 512, 3), np.uint8)]])
    assert sheet.shape[0] < 320
    assert sheet.shape[1] < 320


def test_agreement_colours() -> None:
    mask = np.ones((1, 5), np.bool_)
    mask[0, 4] = False
    found = np.array([[1, 1, 0, 0, 1]], np.float32)
    wanted = np.array([[1, 0, 1, 0, 1]], np.float32)
    hit, false, missed, nothing, known = agreement_picture(found, wanted, mask)[0].tolist()
    assert hit == [255, 255, 255]
    assert false[0] > false[2]
    assert missed[2] > missed[0]
    assert max(nothing) < 50
    assert known[0] == known[1] == known[2] > 50


def test_contact_sheet_of_a_run(photo_set: PhotoSet, tmp_path: Path) -> None:
    samples = find_samples(*photo_set(3))
    sheet = ContactSheet(sample.name for sample in samples[:2])
    variants = [ModelVariant(name, name) for name in ("telea", "navier-stokes")]
    evaluate(samples, variants, Protocol(size_px=48), watchers=[sheet])
    picture = cv2.imread(str(sheet.write(tmp_path / "sheet.png")))
    assert picture is not None
    assert picture.shape[1] >= 4 * 48
    assert 2 * 48 <= picture.shape[0] < 3 * 48 + 40


@pytest.mark.parametrize("shows_edges", [True, False])
def test_edge_sheets_of_a_run(photo_set: PhotoSet, tmp_path: Path, shows_edges: bool) -> None:
    card = make_card("fake", shows_edges=shows_edges)

    def engine() -> Engine:
        source = DictSource(fake=lambda device: MeanRestorer(card))
        source.cards["fake"] = card
        return Engine(source=source)

    samples = find_samples(*photo_set(3))
    sheets = EdgeSheets([samples[0].name], sigma=1.0)
    variants = [ModelVariant("fake sigma 1/2", "fake", sigma=0.5)]
    evaluate(samples, variants, Protocol(size_px=48), watchers=[sheets], make_engine=engine)
    (path,) = sheets.write(tmp_path)
    assert path.name == "edges_fake_sigma_1_2.png"
    picture = cv2.imread(str(path))
    assert picture is not None
    columns = 8 if shows_edges else 7
    assert picture.shape[1] == columns * (48 + 4) + 4
