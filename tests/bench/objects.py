"""Click the object against the magic wand: IoU after one, two and three clicks, and the time.

Photographs whose objects have exact masks are made by pasting cut-out photographs with their soft
alpha over other photographs: `--cutouts` is a folder of PNG files with alpha (Tux Paint's stamps,
Debian's package `tuxpaint-stamps-default`, hold some two hundred photographed things among
drawings), `--photos` a folder of photographs. What is pasted lacks the true shadow and the shared
light of a real scene, so that the figures are kinder than life. `--shots` writes pictures of each.

The clicks are those of the usual simulated user: the first in the middle of the object, each
further one in the middle of the largest piece that is wrong, inside or outside.

    python tests/bench/objects.py --cutouts FOLDER --photos FOLDER
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pictures

from inpaint_studio.document.shapes import Point
from inpaint_studio.document.tiles import TileView
from inpaint_studio.document.wand import similar_region
from inpaint_studio.geometry import Size
from inpaint_studio.imaging.objects import find_object
from inpaint_studio.imaging.scribble import Scribble

KINDS = ("animals", "food", "vehicles", "household", "plants", "sports", "clothes", "hobbies")
LEAST_PX = 150
CLICKS = 3
LONG_SIDE_PX = 1600
SHARES = (0.15, 0.4)  # of the photo's shorter side: the long side of what is pasted
WAND_TOLERANCE = 24

Select = Callable[[np.ndarray, list[Scribble], list[Scribble], np.ndarray, bool], np.ndarray]
"""Photo, scribbles inside and outside, the mask before, whether the newest is inside: the mask."""


def cutouts(folder: Path) -> list[np.ndarray]:
    """RGBA arrays of the photographed things that are large enough, in the order of their names."""
    found = []
    for path in sorted(folder.rglob("*.png")):
        kind = path.relative_to(folder).parts[0]
        if kind not in KINDS or "cartoon" in path.parts:
            continue
        with Pictures.open(path) as picture:
            if max(picture.size) < LEAST_PX:
                continue
            pixels = np.array(picture.convert("RGBA"))
        solid = pixels[..., 3] > 127
        colours = len(np.unique(pixels[solid] >> 2, axis=0)) if solid.any() else 0
        if solid.mean() > 0.15 and colours > 800:  # a photograph, not a drawing
            found.append(pixels)
    return found


def photographs(folder: Path) -> list[np.ndarray]:
    """RGB arrays, their long side reduced to `LONG_SIDE_PX`."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in (".jpg", ".jpeg", ".png"):
            continue
        with Pictures.open(path) as picture:
            picture = picture.convert("RGB")
            picture.thumbnail((LONG_SIDE_PX, LONG_SIDE_PX))
            if min(picture.size) >= 500:
                found.append(np.array(picture))
    return found


def pasted(
    cutout: np.ndarray, ground: np.ndarray, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(photo with the object in it, bool mask of the object)."""
    height, width = ground.shape[:2]
    side = random.uniform(*SHARES) * min(height, width)
    scale = side / max(cutout.shape[:2])
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    premultiplied = cutout.astype(np.float32)
    premultiplied[..., :3] *= premultiplied[..., 3:] / 255
    small = cv2.resize(premultiplied, None, fx=scale, fy=scale, interpolation=kind)
    small = np.clip(small, 0, 255)
    top = int(random.integers(0, height - small.shape[0]))
    left = int(random.integers(0, width - small.shape[1]))
    photo = ground.copy()
    part = photo[top : top + small.shape[0], left : left + small.shape[1]]
    alpha = small[..., 3:] / 255
    part[:] = np.clip(np.rint(small[..., :3] + (1 - alpha) * part), 0, 255)
    truth = np.zeros((height, width), bool)
    truth[top : top + small.shape[0], left : left + small.shape[1]] = alpha[..., 0] >= 0.5
    return photo, truth


def middle(piece: np.ndarray) -> tuple[Point, float]:
    """The point of a mask that is farthest from its rim, and how far."""
    padded = np.pad(piece.astype(np.uint8), 1)
    away = cv2.distanceTransform(padded, cv2.DIST_L2, 5)[1:-1, 1:-1]
    row, column = np.unravel_index(int(away.argmax()), away.shape)
    return Point(row + 0.5, column + 0.5), float(away.max())


def with_clicks(select: Select, photo: np.ndarray, truth: np.ndarray) -> list[float]:
    """IoU after each click of a simulated user."""
    inside: list[Scribble] = [Scribble((middle(truth)[0],))]
    outside: list[Scribble] = []
    found = np.zeros_like(truth)
    scores = []
    adds = True
    for _ in range(CLICKS):
        found = select(photo, inside, outside, found, adds)
        scores.append((found & truth).sum() / (found | truth).sum())
        missing, extra = middle(truth & ~found), middle(found & ~truth)
        adds = missing[1] >= extra[1]
        if adds:
            inside.append(Scribble((missing[0],)))
        else:
            outside.append(Scribble((extra[0],)))
    return [float(score) for score in scores]


def by_object(
    photo: np.ndarray,
    inside: list[Scribble],
    outside: list[Scribble],
    _before: np.ndarray,
    _adds: bool,
) -> np.ndarray:
    """Ours: all clicks so far are looked at together."""
    size = Size(*photo.shape[:2])
    box, mask = find_object(lambda part: photo[part.slices], size, inside, outside)
    found = np.zeros(size, bool)
    found[box.slices] = mask
    return found


def by_wand(
    photo: np.ndarray,
    inside: list[Scribble],
    outside: list[Scribble],
    before: np.ndarray,
    adds: bool,
) -> np.ndarray:
    """The wand: the last click adds its region, or takes it away."""
    at = (inside if adds else outside)[-1].points[0]
    view = TileView(Size(*photo.shape[:2]), photo)
    box, mask = similar_region(view, at, tolerance=WAND_TOLERANCE, contiguous=True)
    found = before.copy()
    if adds:
        found[box.slices] |= mask
    else:
        found[box.slices] &= ~mask
    return found


def main() -> None:
    """Print one row a method."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cutouts", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--half", choices=("tuning", "report"), default="report")
    parser.add_argument("--limit", type=int, default=1000)
    parser.add_argument("--shots", type=Path)
    parser.add_argument("--skip-wand", action="store_true")
    chosen = parser.parse_args()
    things, grounds = cutouts(chosen.cutouts), photographs(chosen.photos)
    parity = 0 if chosen.half == "tuning" else 1
    scores: dict[str, list[list[float]]] = {"object": [], "wand": []}
    seconds = 0.0
    count = 0
    for number, thing in enumerate(things):
        if number % 2 != parity or count >= chosen.limit:
            continue
        count += 1
        random = np.random.default_rng(number)
        photo, truth = pasted(thing, grounds[number // 2 % len(grounds)], random)
        began = time.process_time()
        scores["object"].append(with_clicks(by_object, photo, truth))
        seconds += time.process_time() - began
        if not chosen.skip_wand:
            scores["wand"].append(with_clicks(by_wand, photo, truth))
        if chosen.shots is not None:
            chosen.shots.mkdir(parents=True, exist_ok=True)
            found = by_object(photo, [Scribble((middle(truth)[0],))], [], truth, True)
            edge = found ^ cv2.erode(found.astype(np.uint8), np.ones((3, 3))).astype(bool)
            shown = photo.copy()
            shown[edge] = (255, 0, 0)
            score = scores["object"][-1][0]
            Pictures.fromarray(shown).save(chosen.shots / f"{score:.2f}-{number:03}.jpg")
    for name, rows in scores.items():
        if not rows:
            continue
        table = np.array(rows)
        means = " ".join(f"{value:.3f}" for value in table.mean(axis=0))
        medians = " ".join(f"{value:.3f}" for value in np.median(table, axis=0))
        good = " ".join(f"{value:.0%}" for value in (table >= 0.9).mean(axis=0))
        print(f"{name:8} {len(rows):4} things  mean {means}  median {medians}  >= 0.9 {good}")
    print(f"object   {seconds / (CLICKS * count):.3f} processor seconds a click")


if __name__ == "__main__":
    main()
