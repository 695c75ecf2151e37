"""Contextual attention in bounded memory against the plain formulation, at 512 and 1024 px.

Seconds are of one attention layer of DeepFill v1 (128 channels at a quarter of the size) on the
CPU. At 1024 px the plain one is not run whole: convolving its score matrix of 16384 x 16384 takes
more than 10 GiB. Its results at sixteen pixels are worked out from the definition instead.
"""

from __future__ import annotations

from pathlib import Path

from measure import in_child

_TESTS = Path(__file__).resolve().parent.parent

_CODE = """
import sys
sys.path.insert(0, {tests!r})
import torch
from inpaint_studio.networks.attention import AttentionRules, contextual_attention
from plain_attention import plain_attention, plain_attention_at
torch.set_num_threads(2)
torch.manual_seed(0)
side = {side} // 4
low = torch.randn(1, 128, side // 8, side // 8)
features = torch.nn.functional.interpolate(low, scale_factor=8.0, mode="bilinear")
features = features + 0.1 * torch.randn(1, 128, side, side)
mask = torch.zeros(1, 1, side // 2, side // 2)
mask[..., side // 8 : side // 4, side // 8 : side // 3] = 1
rules, kernel = AttentionRules(inside=1e-4, floor=0.0), torch.eye(3)
run = {{
    "ours": lambda: contextual_attention(features, mask, rules, kernel)[0],
    "plain": lambda: plain_attention(features, mask, rules, kernel),
}}["{which}"]
with torch.inference_mode():
    small = features[..., :16, :16], mask[..., :8, :8]
    contextual_attention(*small, rules, kernel)
    base_kib = held()
    started = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - started
    held_after = held()
extra = {{"peak_mib": (held_after - base_kib) / 1024}}
rows = [int(i * (side - 1) / 15) for i in range(16 if "{which}" == "ours" else 0)]
places = [(row, rows[(5 * i + 3) % 16]) for i, row in enumerate(rows)]
if places:
    wanted = plain_attention_at(features, mask, rules, kernel, places)
    found = torch.stack([result[0, :, row, column] for row, column in places])
    extra["difference"] = float((found - wanted).abs().max())
"""


def measured(side: int, which: str) -> dict[str, float]:
    return in_child(_CODE.format(tests=str(_TESTS), side=side, which=which))


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for side in (256, 512, 1024):
        ours = measured(side, "ours")
        difference = f"largest difference {ours['difference']:.1e}"
        row: dict[str, object] = {
            "name": f"contextual attention, {side} px, CPU",
            "seconds": ours["seconds"],
            "peak_mib": ours["peak_mib"],
            "note": f"plain needs more than 10 GiB; {difference} at 16 pixels",
        }
        if side < 1024:
            plain = measured(side, "plain")
            row |= {
                "baseline_seconds": plain["seconds"],
                "ratio": ours["seconds"] / plain["seconds"],
                "note": f"plain {plain['peak_mib']:.0f} MiB; {difference} at 16 pixels",
            }
        rows.append(row)
    return rows
