"""Attention of the shelf's later families against the plain formulation, at 512 and 1024 px.

Pluralistic completion's attention of every place to every place, in bands and whole; the knowledge
consistent attention of six rounds, scores kept and made again; coherent attention, whose chain is
as long as the hole. One layer on the CPU; the plain results are compared where both are made.
"""

from __future__ import annotations

from measure import in_child

_START = """
import torch
torch.set_num_threads(2)
torch.manual_seed(0)
side = {px} // 8
"""
_END = """
with torch.inference_mode():
    base_kib = held()
    started = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - started
extra = {"peak_mib": (held() - base_kib) / 1024}
"""
_EVERY = """
from inpaint_studio.networks.dense_attention import self_attention
x, values = torch.randn(1, 32, side * side), torch.randn(1, 256, side * side)
def plain():
    weights = torch.softmax(torch.bmm(x.transpose(1, 2), x), dim=2)
    return torch.bmm(values, weights.transpose(1, 2))
def ours():
    return self_attention(x, x, values, (side, side), 128)
run = {which}
"""
_COMPARE = """
with torch.inference_mode():
    extra["difference"] = float((result - plain()).abs().max())
"""
_ROUNDS = """
from inpaint_studio.families.rfr.network import ConsistentAttention
layer = ConsistentAttention(512, {chunk_mib})
x, valid = torch.randn(6, 1, 512, side, side), torch.ones(1, 1, side, side)
def run():
    past = [[]]
    return [layer(each, valid, past) for each in x][-1]
"""
_CHAIN = """
from inpaint_studio.families.csa.network import coherent_attention
x = torch.randn(1, 512, side, side)
hole = torch.zeros(1, 1, side, side, dtype=torch.bool)
hole[..., side // 4 : 3 * side // 4, side // 4 : 3 * side // 4] = True
def run():
    return coherent_attention(x, hole)
"""


def _every(px: int) -> dict[str, object]:
    start = _START.format(px=px)
    ours = in_child(start + _EVERY.format(which="ours") + _END + (_COMPARE if px < 1024 else ""))
    plain = in_child(start + _EVERY.format(which="plain") + _END)
    note = f"plain {plain['peak_mib']:.0f} MiB"
    if "difference" in ours:
        note += f"; largest difference {ours['difference']:.1e}"
    return {
        "name": f"pluralistic attention, {px} px, CPU",
        "seconds": ours["seconds"],
        "baseline_seconds": plain["seconds"],
        "ratio": ours["seconds"] / plain["seconds"],
        "peak_mib": ours["peak_mib"],
        "note": note,
    }


def _rounds() -> dict[str, object]:
    kept, again = (
        in_child(_START.format(px=512) + _ROUNDS.format(chunk_mib=chunk) + _END)
        for chunk in (256, 32)
    )
    return {
        "name": "knowledge consistent attention, six rounds, 512 px, CPU",
        "seconds": kept["seconds"],
        "peak_mib": kept["peak_mib"],
        "note": f"scores made again: {again['seconds']:.1f} s, {again['peak_mib']:.0f} MiB",
    }


def run() -> list[dict[str, object]]:
    chain = in_child(_START.format(px=512) + _CHAIN + _END)
    return [
        _every(512),
        _every(1024),
        _rounds(),
        {
            "name": "coherent attention, 1024 hole places, 512 px, CPU",
            "seconds": chain["seconds"],
            "peak_mib": chain["peak_mib"],
        },
    ]
