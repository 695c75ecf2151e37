"""Mask operations on 100 megapixels against the plain call on the whole mask.

The mask has 200 long scratches and 20 blobs, 16 % hole. Each row runs in an interpreter of its
own; peak memory is that of the product's call beyond the mask itself, its result included.
"""

from __future__ import annotations

import textwrap

from measure import in_child

SET_UP = """
import statistics
import cv2
import numpy as np
from inpaint_studio.imaging import composite, edges, mask as masks, regions

def pieces(side, seed=0):
    rng = np.random.default_rng(seed)
    drawn = np.zeros((side, side), np.uint8)
    for _ in range(side // 50):
        ends = rng.integers(0, side, 4).tolist()
        cv2.line(drawn, tuple(ends[:2]), tuple(ends[2:]), 1, int(rng.integers(1, 9)))
    for _ in range(side // 500):
        centre = tuple(rng.integers(0, side, 2).tolist())
        cv2.circle(drawn, centre, int(rng.integers(side // 200, side // 12)), 1, -1)
    return drawn

def distance(away):
    return cv2.distanceTransform(away, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)

def kept_labels(data, least):
    _, labels, stats, _ = cv2.connectedComponentsWithStats(data)
    keep = stats[:, cv2.CC_STAT_AREA] >= least
    keep[0] = False
    return keep[labels]

SIDE = {side}
data = pieces(SIDE)
mask = data.view(bool)
disc = cv2.circle(np.zeros((17, 17), np.uint8), (8, 8), 8, 1, -1)
{prepare}
base_kib = held()
ours = lambda: {ours}
baseline = lambda: {baseline}

def timed(call):
    started = time.perf_counter()
    call()
    return time.perf_counter() - started

ours()
extra["ours_mib"] = (held() - base_kib) / 1024
pairs = [(timed(ours), timed(baseline)) for _ in range({runs})]
seconds = statistics.median(a for a, _ in pairs)
extra["baseline"] = statistics.median(b for _, b in pairs)
extra["ratio"] = statistics.median(a / b for a, b in pairs)
"""

PHOTO = "image = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)"
SCENE = """
small = np.random.default_rng(0).integers(0, 256, (SIDE // 20, SIDE // 20, 3), np.uint8)
image = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
"""

# name, what the product does, the plain way, what the plain way is, pixels a side, set-up, runs
ROWS = (
    (
        "masks: grow 8 px",
        "masks.grow(mask, 8)",
        "distance(1 - data) <= 8",
        "distance transform of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: grow 8 px",
        "masks.grow(mask, 8)",
        "cv2.dilate(data, disc)",
        "cv2.dilate with a disc",
        10_000,
        "",
        1,
    ),
    (
        "masks: grow 100 px",
        "masks.grow(mask, 100)",
        "distance(1 - data) <= 100",
        "distance transform of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: shrink 8 px",
        "masks.shrink(mask, 8)",
        "distance(data) > 8",
        "distance transform of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: feather 8 px",
        "masks.feather_weights(mask, 8)",
        "0.5 + 0.5 * np.cos(np.minimum(distance(1 - data) / 8, 1) * np.pi)",
        "distance transform of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: components",
        "masks.components(mask)",
        "cv2.connectedComponentsWithStats(data)",
        "labels of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: drop specks",
        "masks.drop_specks(mask, 100)",
        "kept_labels(data, 100)",
        "labels of the whole",
        10_000,
        "",
        3,
    ),
    (
        "masks: fill enclosed",
        "masks.fill_enclosed(mask)",
        "binary_fill_holes(mask)",
        "scipy.ndimage.binary_fill_holes",
        10_000,
        "from scipy.ndimage import binary_fill_holes",
        1,
    ),
    (
        "masks: composite, 8 bit",
        "composite.composite(image, image, mask)",
        "np.where(mask[..., None], np.rint(np.float32(image / 255.0) * 255), image).astype(np.uint8)",
        "np.where over the whole",
        5_000,
        PHOTO,
        3,
    ),
    (
        "masks: plan of windows for a 512 px model",
        "regions.plan_windows(mask, native_px=512)",
        "distance(data).max()",
        "one distance transform of the whole",
        10_000,
        "",
        3,
    ),
    (
        "edges: fast Canny, 25 MP, with a hole",
        "edges.fast_canny(image, mask)",
        "edges.canny(image, mask)",
        "scikit-image's Canny",
        5_000,
        SCENE,
        2,
    ),
)


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name, ours, baseline, plain, side, prepare, runs in ROWS:
        code = textwrap.dedent(SET_UP)
        values = {
            "side": str(side),
            "prepare": prepare,
            "ours": ours,
            "baseline": baseline,
            "runs": str(runs),
        }
        for key, value in values.items():
            code = code.replace("{" + key + "}", value)
        measured = in_child(code)
        rows.append(
            {
                "name": name,
                "seconds": measured["seconds"],
                "baseline_seconds": measured["baseline"],
                "ratio": measured["ratio"],
                "peak_mib": measured["ours_mib"],
                "note": f"against {plain}",
            }
        )
    return rows
