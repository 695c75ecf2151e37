"""EdgeConnect's generators as the product runs them, against the same modules run plainly."""

from __future__ import annotations

import numpy as np
import torch
from measure import paired_seconds

from inpaint_studio.families.edgeconnect.network import CompletionGenerator, EdgeGenerator
from inpaint_studio.inference.device import choose_device
from inpaint_studio.inference.network_runner import NetworkRunner
from inpaint_studio.progress import ProgressToken


def windows(side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(side)
    low = torch.from_numpy(rng.random((1, 3, 8, 8), dtype=np.float32))
    smooth = torch.nn.functional.interpolate(low, size=(side, side), mode="bicubic")
    image = (0.9 * smooth[0].numpy() + 0.1 * rng.random((3, side, side))).clip(0, 1)
    edge = (rng.random((1, side, side)) > 0.9).astype(np.float32)
    mask = np.zeros((1, side, side), np.float32)
    mask[:, side // 4 : side // 2, side // 4 : 3 * side // 4] = 1
    return image.astype(np.float32), edge, mask


def run() -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    token = ProgressToken()
    device = choose_device("auto")
    for name, make in (("edge", EdgeGenerator), ("completion", CompletionGenerator)):
        for side in (256, 512):
            image, edge, mask = windows(side)
            first = image.mean(axis=0, keepdims=True) if name == "edge" else image
            torch.manual_seed(0)
            plain = make().eval()
            ours = make()
            ours.load_state_dict(plain.state_dict())
            runner = NetworkRunner(ours, device, size_multiple=4)
            tensors = [torch.from_numpy(a)[None] for a in (first, edge, mask)]
            with torch.inference_mode():
                expected = plain(*tensors)[0].numpy()
                seconds, baseline_s, ratio = paired_seconds(
                    lambda: runner.run(first, edge, mask, token=token),  # noqa: B023
                    lambda: plain(*tensors),  # noqa: B023
                    runs=9,
                )
            (result,) = runner.run(first, edge, mask, token=token)
            difference = float(np.abs(result - expected).mean() * 255)
            rows.append(
                {
                    "name": f"EdgeConnect {name} generator, {side} px, {device}",
                    "seconds": seconds,
                    "baseline_seconds": baseline_s,
                    "ratio": ratio,
                    "note": f"mean difference {difference:.2f}/255",
                }
            )
    return rows
