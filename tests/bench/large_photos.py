"""Large photographs: the engine's regions against the same restorer on the whole photo, and
against the plain calls of OpenCV and pypatchmatch; time and peak memory, each in a process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from measure import in_child

LIMIT_S = 180.0  # for baselines that take the whole photo at once

# A photograph-like picture of any size, and scratches over it: smooth light, texture, grain.
SCENE = """
import numpy as np, cv2
def scene(height, width, seed=0):
    rng = np.random.default_rng(seed)
    image = np.empty((height, width, 3), np.uint8)
    low = cv2.resize(rng.random((24, 36, 3), dtype=np.float32), (width // 8, height // 8),
                     interpolation=cv2.INTER_CUBIC)
    for top in range(0, height, 1024):
        rows = min(1024, height - top)
        part = cv2.resize(low[top // 8:(top + rows + 7) // 8], (width, rows))
        part += rng.normal(0, 0.02, (rows, width, 1)).astype(np.float32)
        image[top:top + rows] = (part.clip(0, 1) * 255).astype(np.uint8)
    return image
def scratches(height, width, count, seed=1):
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    for _ in range(count):
        y, x = rng.integers(0, height), rng.integers(0, width)
        angle, length = rng.random() * np.pi, rng.integers(300, 2500)
        end = (int(x + length * np.cos(angle)), int(y + length * np.sin(angle)))
        cv2.line(mask, (int(x), int(y)), end, 1, int(rng.integers(2, 9)))
    return mask.astype(bool)
"""
ENGINE = """
from inpaint_studio.inference.engine import Engine
from inpaint_studio.inference.request import RestoreRequest
from inpaint_studio.jobs.fill_settings import FillSettings
warm = np.zeros((64, 64), bool); warm[30:34, 30:34] = True
engine = Engine()
engine.restore(RestoreRequest(scene(64, 64), warm, FillSettings('{model}')))
base_kib = held()
started = time.perf_counter()
result = engine.restore(RestoreRequest(image, mask, FillSettings('{model}')))
seconds = time.perf_counter() - started
"""
WHOLE = """
from inpaint_studio.inference.device import CPU
from inpaint_studio.inference.engine import RegistrySource
from inpaint_studio.inference.restorer import FillRequest
from inpaint_studio.progress import ProgressToken
restorer = RegistrySource().load('{model}', CPU)
warm = np.zeros((64, 64), bool); warm[30:34, 30:34] = True
restorer.fill(FillRequest(scene(64, 64), warm), ProgressToken())
base_kib = held()
started = time.perf_counter()
restorer.fill(FillRequest(image, mask), ProgressToken())
seconds = time.perf_counter() - started
"""
OPENCV = """
base_kib = held()
started = time.perf_counter()
cv2.inpaint(image, mask.astype(np.uint8), 3, cv2.INPAINT_TELEA)
seconds = time.perf_counter() - started
"""
PYPATCHMATCH = """
from patchmatch import patch_match
patch_match.inpaint(scene(64, 64), np.pad(np.ones((4, 4, 1), np.uint8), ((30, 30), (30, 30), (0, 0))), patch_size=7)
base_kib = held()
started = time.perf_counter()
patch_match.inpaint(image, mask[..., None].astype(np.uint8), patch_size=7)
seconds = time.perf_counter() - started
"""


def photo(megapixels: int, count: int) -> str:
    height, width = {24: (4000, 6000), 100: (8660, 11550)}[megapixels]
    return (
        f"{SCENE}\nimage, mask = scene({height}, {width}), scratches({height}, {width}, {count})\n"
    )


def row(name: str, ours: dict[str, float], baseline: dict[str, float]) -> dict[str, object]:
    gave_up = baseline["seconds"] >= LIMIT_S
    return {
        "name": name,
        "seconds": ours["seconds"],
        "baseline_seconds": baseline["seconds"],
        "ratio": ours["seconds"] / baseline["seconds"],
        "peak_mib": ours["peak_mib"],
        "note": "baseline stopped at the limit, so the ratio is an upper bound"
        if gave_up
        else f"baseline peak {baseline['peak_mib']:.0f} MiB",
    }


def limited(code: str) -> dict[str, float]:
    """As `in_child`, but gives up after the limit, which then stands for the time."""
    try:
        return in_child(code, timeout_s=LIMIT_S)
    except subprocess.TimeoutExpired:
        return {"seconds": LIMIT_S, "peak_mib": float("nan")}


def run() -> Iterator[dict[str, object]]:
    scene = photo(24, 40)
    for model, foreign, foreign_name in (
        ("telea", OPENCV, "OpenCV's own call"),
        ("patchmatch", PYPATCHMATCH, "pypatchmatch's own call"),
    ):
        ours = in_child(scene + ENGINE.format(model=model))
        whole = limited(scene + WHOLE.format(model=model))
        yield row(f"24 MP, 40 scratches, {model}: regions / whole photo", ours, whole)
        yield row(f"24 MP, 40 scratches, {model} / {foreign_name}", ours, limited(scene + foreign))
    for model in ("telea", "patchmatch"):
        ours = in_child(photo(100, 150) + ENGINE.format(model=model))
        yield {"name": f"100 MP, 150 scratches, {model}", **ours}
