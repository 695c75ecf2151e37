"""Makes the manual's pictures of a good and a useless line, by filling a hole along each.

Run by `make screenshots`; writes `line-good.jpg` and `line-useless.jpg` into resources/screenshots: on
the left the hole and the line that was drawn, on the right the fill that followed it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from inpaint_studio.app.canvas.snapping import nearest_end
from inpaint_studio.document.document import Document
from inpaint_studio.document.shapes import Ellipse, Point
from inpaint_studio.document.strokes import EdgeStroke, rasterise_strokes
from inpaint_studio.geometry import Box
from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.types import Mask
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.inference.restorer import EdgeGuide
from inpaint_studio.jobs.fill_settings import FillSettings
from inpaint_studio.paths import resources_dir

MODEL = "edgeconnect-small"
SEEN = Box(180, 480, 380, 780)  # of the sample: the gable and its sky
HOLE = Ellipse(Point(220, 546), Point(288, 614))
BESIDE = (Point(286.0, 552.0), Point(236.0, 606.0))  # where the gable runs into the hole
USELESS = tuple(
    Point(y, x) for y, x in ((240, 566), (262, 570), (242, 576), (266, 582), (248, 590))
)
ENLARGED = 2
HOLE_COLOUR, LINE_COLOUR = (255, 64, 64), (255, 160, 0)


def drawn(image: NDArray[np.uint8], mask: Mask, line: EdgeStroke) -> NDArray[np.uint8]:
    """The part that is seen, enlarged, with the hole's rim and the line over it."""
    part, hole = image[SEEN.slices], mask[SEEN.slices].view(np.uint8)
    size = (SEEN.width * ENLARGED, SEEN.height * ENLARGED)
    shown = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
    hole = cv2.resize(hole, size, interpolation=cv2.INTER_NEAREST)
    shown[hole > 0] = (shown[hole > 0] * 0.45 + np.array(HOLE_COLOUR) * 0.55).astype(np.uint8)
    way = (np.array(line.points) - (SEEN.top, SEEN.left)) * ENLARGED
    points = np.rint(way[:, ::-1] * 16).astype(np.int32)
    cv2.polylines(shown, [points], False, LINE_COLOUR, 3, cv2.LINE_AA, 4)
    return np.asarray(shown, np.uint8)


def main() -> None:
    """Make both pictures."""
    image = read_photo(resources_dir() / "samples" / "dust-bowl-home.jpg").image
    document = Document(image)
    document.paint(HOLE, "brush")
    mask = document.mask_array()
    good = [nearest_end(document, each, 16.0, 2.0) or each for each in BESIDE]
    for name, points in (("good", good), ("useless", USELESS)):
        line = EdgeStroke.through(points, 1.0)
        add, _ = rasterise_strokes([line], Box(0, 0, *image.shape[:2]))
        # Only this line: what the model predicts by itself is rubbed out.
        request = RestoreRequest(image, mask, FillSettings(MODEL), EdgeGuide(add, mask & ~add))
        with Engine("cpu", full_precision=True) as engine:
            filled = engine.restore(request).image[SEEN.slices]
        size = (SEEN.width * ENLARGED, SEEN.height * ENLARGED)
        after = cv2.resize(filled, size, interpolation=cv2.INTER_CUBIC)
        gap = np.full((size[1], 8, 3), 255, np.uint8)
        both = np.hstack([drawn(image, mask, line), gap, after])
        target = resources_dir() / "screenshots" / f"line-{name}.jpg"
        cv2.imwrite(str(target), both[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        print(target)


if __name__ == "__main__":
    main()
