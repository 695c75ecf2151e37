"""Contextual attention in bounded memory against the plain formulation, at 512 and 1024 px.

Seconds are of one attention layer of DeepFill v1 (128 channels at a quarter of the size) on the
CPU. At 1024 px the plain one is not run: convolving its score matrix of 16384 x 16384 takes more
than 10 GiB.
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
from plain_attention import plain_attention
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
rows = [int(i * (side - 1) / 7) for i in range(8)]
extra = {{f"v{{i}}": float(result[0, i, row, row]) for i, row in enumerate(rows)}}
"""


def measured(side: int, which: str) -> dict[str, float]:
    return in_child(_CODE.format(tests=str(_TESTS), side=side, which=which))


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for side in (256, 512, 1024):
        ours = measured(side, "ours")
        row: dict[str, object] = {
            "name": f"contextual attention, {side} px, CPU",
            "seconds": ours["seconds"],
            "peak_mib": ours["peak_mib"],
            "note": "the plain formulation needs more than 10 GiB",
        }
        if side < 1024:
            plain = measured(side, "plain")
            difference = max(abs(ours[f"v{i}"] - plain[f"v{i}"]) for i in range(8))
            row |= {
                "baseline_seconds": plain["seconds"],
                "ratio": ours["seconds"] / plain["seconds"],
                "note": f"plain {plain['peak_mib']:.0f} MiB; largest difference {difference:.1e}",
            }
        rows.append(row)
    return rows
