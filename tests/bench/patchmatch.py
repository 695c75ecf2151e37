"""PatchMatch fill against pypatchmatch (objects) and OpenCV's Telea (scratches), call against call.

Both of a pair are measured in this run, each in a process of its own, after one warm-up call that
compiles or loads. The note gives processor time per 1000 pixels of hole, which does not depend on
how busy the machine is.
"""

from __future__ import annotations

from pathlib import Path

from measure import in_child

_SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
_OBJECTS = ("pasture", "dust-bowl-home", "nagasaki-boats")

_PHOTO = """
import cv2, numpy as np
image = cv2.imread({photo!r})[..., ::-1].copy()
mask = cv2.imread({mask!r}, cv2.IMREAD_GRAYSCALE) > 127
"""
_SCRATCHES = """
import cv2, numpy as np
rng = np.random.default_rng(0)
low = rng.random((32, 48, 3), dtype=np.float32)
image = cv2.resize(low, (3072, 2048), interpolation=cv2.INTER_CUBIC)
image = ((image + rng.normal(0, 0.03, image.shape)).clip(0, 1) * 255).astype(np.uint8)
lines = np.zeros(image.shape[:2], np.uint8)
for _ in range({count}):
    start, angle = rng.random(2) * (3072, 2048), rng.random() * 2 * np.pi
    end = start + {length} * np.array([np.cos(angle), np.sin(angle)])
    cv2.line(lines, start.astype(int).tolist(), end.astype(int).tolist(), 1, 3)
mask = lines > 0
"""
_CALLS = {
    "ours": """
from inpaint_studio.imaging.fills.patchmatch import patchmatch
call = patchmatch
""",
    "pypatchmatch": """
from patchmatch import patch_match
def call(image, mask):
    return patch_match.inpaint(image, mask[..., None].astype(np.uint8), patch_size=7)
""",
    "opencv": """
def call(image, mask):
    return cv2.inpaint(image, mask.astype(np.uint8), 3, cv2.INPAINT_TELEA)
""",
}
_TIMED = """
small = np.zeros((64, 64), bool)
small[20:44, 20:44] = True
call(np.ascontiguousarray(image[:64, :64]), small)
base_kib = held()
started, processor = time.perf_counter(), time.process_time()
call(image, mask)
seconds = time.perf_counter() - started
extra = {"processor_s": time.process_time() - processor, "hole_px": int(mask.sum())}
"""


def _row(name: str, case: str, baseline: str) -> dict[str, object]:
    ours = in_child(case + _CALLS["ours"] + _TIMED)
    row: dict[str, object] = {
        "name": name,
        "seconds": ours["seconds"],
        "peak_mib": ours["peak_mib"],
        "baseline_seconds": None,
        "ratio": None,
    }
    per_1000_ms = 1e6 * ours["processor_s"] / ours["hole_px"]
    note = f"{ours['hole_px']:.0f} px of hole, {per_1000_ms:.0f} CPU ms per 1000"
    try:
        theirs = in_child(case + _CALLS[baseline] + _TIMED)
    except RuntimeError as error:
        return row | {"note": f"{note}; {baseline}: {error}"}
    return row | {
        "baseline_seconds": theirs["seconds"],
        "ratio": ours["seconds"] / theirs["seconds"],
        "note": f"{note}; against {baseline}",
    }


def run() -> list[dict[str, object]]:
    rows = []
    for name in _OBJECTS:
        case = _PHOTO.format(
            photo=str(_SAMPLES / f"{name}.jpg"), mask=str(_SAMPLES / f"{name}.mask.png")
        )
        rows.append(_row(f"object removed from {name}", case, "pypatchmatch"))
    for count, length in ((40, 300), (1000, 40)):
        case = _SCRATCHES.format(count=count, length=length)
        name = f"{count} scratches of {length} px, 6 megapixels"
        rows.append(_row(name, case, "opencv"))
    return rows
