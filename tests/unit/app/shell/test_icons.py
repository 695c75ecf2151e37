"""The icons: every one parses, draws something at small sizes, and the tool icons have one colour."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from inpaint_studio.paths import resources_dir

ICONS = sorted((resources_dir() / "icons").glob("*.svg"))
TOOLS = [path for path in ICONS if path.stem != "inpaint-studio"]
NAMES = """
    open save undo red-eye redo restore brush eraser line polygon lasso rectangle ellipse magic-wand
    fill-enclosed object spot-heal invert grow shrink clear import-mask export-mask edge-pencil edge-eraser
    edge-line edge-curve hand zoom-in zoom-out fit actual-size rotate-left rotate-right probe
    before-after side-by-side overlay outline find-damage try-all measure settings model
    chevron-left chevron-right chevron-down
    history cancel pause resume accept reject batch about inpaint-studio
"""


def drawn(path: Path, size_px: int, colour: str = "#3050a0") -> np.ndarray:
    """The icon as BGRA (size, size, 4)."""
    renderer = QSvgRenderer(QByteArray(path.read_text().replace("currentColor", colour).encode()))
    assert renderer.isValid()
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    data = np.frombuffer(image.constBits(), np.uint8)
    return data.reshape(size_px, size_px, 4).copy()


def test_the_set_is_complete() -> None:
    assert sorted(NAMES.split()) == sorted(path.stem for path in ICONS)


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("size_px", [16, 24, 64])
@pytest.mark.usefixtures("qapp")
def test_draws_something(path: Path, size_px: int) -> None:
    cover = drawn(path, size_px)[..., 3] / 255.0
    assert 0.04 < cover.mean() < 0.95
    rows, columns = np.nonzero(cover > 0.2)
    # It fills its cell, so that icons side by side look of one size.
    assert max(np.ptp(rows), np.ptp(columns)) >= 0.55 * size_px


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.stem)
def test_tool_icons_are_of_one_kind(path: Path) -> None:
    text = path.read_text()
    root = ET.fromstring(text)
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("stroke-width") == "1.75"
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', text))
    assert colours <= {"none", "currentColor"}


@pytest.mark.parametrize("path", TOOLS, ids=lambda path: path.stem)
@pytest.mark.usefixtures("qapp")
def test_nothing_is_cut_off(path: Path) -> None:
    alpha = drawn(path, 96)[..., 3]
    border = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert border.max() == 0


@pytest.mark.usefixtures("qapp")
def test_no_two_look_alike() -> None:
    pictures = {path.stem: drawn(path, 24)[..., 3].astype(float) / 255 for path in TOOLS}
    names = list(pictures)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            assert np.abs(pictures[one] - pictures[other]).sum() > 6, (one, other)
