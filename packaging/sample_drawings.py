"""Holes of the samples whose damage is real or whose object is to go, drawn by hand.

Coordinates are (x, y) in pixels of the sample. Knows no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from inpaint_studio.imaging.types import Image, Mask

__all__ = ["HOLES", "Outline", "Shape", "Specks", "Spot", "Stroke"]

Point = tuple[float, float]


class Shape(Protocol):
    """Part of a hole."""

    def hole(self, image: Image) -> Mask: ...


def _blank(image: Image) -> np.ndarray:
    return np.zeros(image.shape[:2], np.uint8)


def _corners(points: tuple[Point, ...]) -> np.ndarray:
    return np.rint(np.asarray(points)).astype(np.int32).reshape(-1, 1, 2)


@dataclass(frozen=True)
class Outline:
    """A filled polygon."""

    points: tuple[Point, ...]

    def hole(self, image: Image) -> Mask:
        layer = _blank(image)
        cv2.fillPoly(layer, [_corners(self.points)], (1,))
        return layer > 0


@dataclass(frozen=True)
class Stroke:
    """A line of `width_px`."""

    points: tuple[Point, ...]
    width_px: int

    def hole(self, image: Image) -> Mask:
        layer = _blank(image)
        cv2.polylines(layer, [_corners(self.points)], False, (1,), self.width_px)
        return layer > 0


@dataclass(frozen=True)
class Spot:
    """A disc."""

    x: float
    y: float
    radius_px: int

    def hole(self, image: Image) -> Mask:
        layer = _blank(image)
        cv2.circle(layer, (round(self.x), round(self.y)), self.radius_px, (1,), -1)
        return layer > 0


@dataclass(frozen=True)
class Specks:
    """Specks brighter or darker than what lies around them, within an outline drawn by hand.

    `contrast` is in levels of 255 over the surroundings, `largest_px` the greatest area of a speck,
    `grow_px` the margin taken round it.
    """

    within: tuple[Point, ...]
    bright: bool
    contrast: int
    largest_px: int = 40
    grow_px: int = 2

    def hole(self, image: Image) -> Mask:
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (11, 11))
        what = cv2.MORPH_TOPHAT if self.bright else cv2.MORPH_BLACKHAT
        found = (cv2.morphologyEx(grey, what, disc) >= self.contrast).astype(np.uint8)
        found &= Outline(self.within).hole(image).astype(np.uint8)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
        small = stats[:, cv2.CC_STAT_AREA] <= self.largest_px
        small[0] = False
        size = 2 * self.grow_px + 1
        round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
        return cv2.dilate(small[labels].astype(np.uint8), round_) > 0


_AEROPLANE: tuple[Shape, ...] = (
    # Scratches.
    Stroke(((128, 123), (104, 158), (92, 179), (69, 221), (38, 257)), 6),
    Stroke(((0, 291), (14, 279), (29, 264)), 5),
    Stroke(((0, 286), (28, 297), (65, 314)), 5),
    Stroke(((159, 71), (164, 64)), 5),
    Stroke(((258, 575), (252, 625), (249, 655), (243, 690)), 8),
    Stroke(((38, 452), (54, 478), (70, 503)), 5),
    Stroke(((881, 692), (915, 689), (946, 686)), 8),
    Stroke(((958, 686), (978, 680), (1002, 677)), 8),
    Stroke(((993, 336), (994, 380)), 7),
    Stroke(((995, 398), (997, 440), (998, 482)), 10),
    Stroke(((952, 0), (954, 9)), 6),
    # Scuffs, a fingerprint, a scraped band, chips in the cloud.
    Outline(((263, 62), (275, 62), (277, 90), (264, 90))),
    Outline(((60, 6), (78, 6), (78, 22), (60, 22))),
    Outline(((590, 0), (648, 0), (650, 14), (638, 22), (626, 30), (600, 20))),
    Outline(
        ((834, 356), (846, 360), (841, 394), (834, 430), (832, 484), (822, 484), (817, 424), (821, 380))
    ),
    Outline(((984, 406), (1002, 402), (1003, 438), (984, 440))),
    Outline(((1001, 412), (1023, 412), (1023, 456), (1004, 456))),
    Outline(((133, 474), (146, 474), (144, 494), (134, 494))),
    Outline(((148, 464), (174, 463), (174, 479), (148, 479))),
    Outline(((205, 448), (219, 448), (219, 465), (205, 465))),
    Outline(((101, 456), (115, 456), (115, 476), (101, 476))),
    Stroke(((186, 524), (195, 526)), 7),
    Stroke(((222, 562), (234, 560)), 6),
    Stroke(((326, 616), (330, 610)), 7),
    Spot(994, 262, 9),
    Stroke(((990, 242), (984, 290)), 6),
    Spot(1016, 547, 8),
    Outline(((962, 578), (986, 578), (986, 606), (962, 606))),
    Outline(((868, 244), (884, 244), (884, 256), (868, 256))),
    # The corner that shows another print below, and its neighbour.
    Outline(((1000, 638), (1006, 628), (1016, 622), (1023, 622), (1023, 684), (1010, 664))),
    Outline(((986, 716), (991, 707), (1001, 703), (1009, 707), (1013, 716))),
    # Dust on the dark ground, left, right and below; not on the aeroplane nor the roads.
    Specks(((4, 2), (330, 2), (330, 70), (290, 120), (230, 172), (190, 172), (176, 280), (0, 300)), True, 26),
    Specks(((650, 34), (960, 26), (890, 105), (800, 150), (700, 160), (650, 120)), True, 30),
    Specks(((780, 176), (905, 124), (960, 104), (1000, 80), (1023, 90), (1023, 178), (950, 206), (930, 184)), True, 28),
    Specks(((955, 232), (1023, 205), (1023, 620), (1000, 640), (1010, 700), (700, 710), (700, 610), (860, 440), (955, 345)), True, 24),
)  # fmt: skip

_ALPINE_VALLEY: tuple[Shape, ...] = (
    # The mount at the left border, a smear, a retouched cloud.
    Outline(((0, 150), (1, 150), (4, 483), (0, 483))),
    Stroke(((0, 45), (14, 50), (33, 55)), 10),
    Stroke(((487, 99), (500, 98)), 9),
    # Specks in the sky.
    Specks(
        ((0, 0), (1023, 0), (1023, 100), (990, 112), (930, 144), (895, 116), (850, 112), (815, 122), (770, 100),
         (735, 108), (640, 74), (618, 70), (540, 88), (505, 108), (460, 116), (415, 82), (365, 70), (345, 60),
         (310, 60), (285, 76), (262, 90), (225, 68), (190, 60), (160, 64), (130, 84), (78, 90), (76, 60), (40, 60), (38, 84), (0, 94)),
        False, 11,
    ),
)  # fmt: skip

_PASTURE: tuple[Shape, ...] = (
    # The lamb at the left, with its ears, its face in the shade and its legs.
    Outline(
        ((124, 142), (130, 135), (146, 133), (160, 134), (168, 146), (174, 155), (182, 165), (185, 182),
         (182, 197), (184, 214), (182, 236), (185, 248), (184, 258), (176, 258), (172, 268), (160, 278),
         (146, 278), (136, 266), (134, 248), (118, 246), (112, 240), (115, 231), (130, 228), (136, 222),
         (128, 216), (123, 204), (119, 190), (116, 180), (118, 166), (123, 152)),
    ),
)  # fmt: skip

_BLACK_CANYON: tuple[Shape, ...] = (
    # The boat with its mast and the man, down to the waterline; the rock before it stays.
    Outline(
        ((128, 597), (160, 600), (188, 602), (190, 596), (206, 596), (210, 603), (240, 604), (248, 596),
         (246, 576), (256, 570), (268, 572), (281, 580), (280, 560), (271, 500), (268, 443), (278, 443),
         (284, 480), (291, 540), (297, 584), (298, 598), (315, 600), (317, 562), (371, 562), (373, 600),
         (409, 593), (413, 622), (404, 641), (370, 641), (300, 644), (200, 643), (198, 636), (190, 631),
         (179, 631), (175, 637), (167, 630), (160, 624), (150, 620), (146, 611), (138, 604)),
    ),
    # Its rigging and its pole.
    Stroke(((271, 458), (252, 530), (222, 606)), 5),
    Stroke(((8, 594), (46, 597), (80, 600)), 6),
)  # fmt: skip

HOLES: dict[str, tuple[Shape, ...]] = {
    "aeroplane": _AEROPLANE,
    "alpine-valley": _ALPINE_VALLEY,
    "pasture": _PASTURE,
    "black-canyon": _BLACK_CANYON,
}
