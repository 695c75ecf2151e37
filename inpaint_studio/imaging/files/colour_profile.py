"""ICC profiles for colours that a file names in another way: by CICP numbers, or gamma and chromaticities.

So that a change of format keeps what the colours mean. Profiles of version 4 with a matrix and one
curve; of greyscale photos with the curve alone.

Sources: ICC.1:2022, sections 7-10; ITU-T H.273, tables 2 and 3; ITU-R BT.2100, tables 4 and 5.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["measured_profile", "named_profile"]

Points = tuple[float, float, float, float, float, float, float, float]
"""x and y of white, red, green and blue."""

_D65, _C, _DCI = (0.3127, 0.3290), (0.310, 0.316), (0.314, 0.351)
_PRIMARIES: dict[int, Points] = {
    1: (*_D65, 0.640, 0.330, 0.300, 0.600, 0.150, 0.060),
    4: (*_C, 0.670, 0.330, 0.210, 0.710, 0.140, 0.080),
    5: (*_D65, 0.640, 0.330, 0.290, 0.600, 0.150, 0.060),
    6: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    9: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (*_DCI, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_TV_CURVE = (1 / 0.45, 1 / 1.099, 0.099 / 1.099, 1 / 4.5, 0.081)
_CURVES: dict[int, tuple[float, ...]] = {
    1: _TV_CURVE,
    4: (2.2,),
    5: (2.8,),
    6: _TV_CURVE,
    8: (1.0,),
    13: _SRGB_CURVE,
    14: _TV_CURVE,
    15: _TV_CURVE,
}
_PQ, _HLG = 16, 18
_CURVE_POINTS = 4096
_D50 = np.array([0.9642, 1.0, 0.8249])
_BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)


def named_profile(cicp: tuple[int, int, int], *, is_gray: bool) -> bytes | None:
    """The profile of colours named by numbers; None for numbers that name none of those known."""
    primaries, transfer, _ = cicp
    points = _PRIMARIES.get(primaries)
    if points is None:
        return None
    curve: bytes
    if transfer in _CURVES:
        curve = _parametric(_CURVES[transfer])
    elif transfer in (_PQ, _HLG):
        signal = np.linspace(0, 1, _CURVE_POINTS)
        curve = _sampled(_pq_light(signal) if transfer == _PQ else _hlg_light(signal))
    else:
        return None
    named = b"cicp" + bytes(4) + bytes((primaries, transfer, 0, 1))
    return _profile(points, curve, is_gray=is_gray, more=[(b"cicp", named)])


def measured_profile(gamma: float, points: Points | None, *, is_gray: bool) -> bytes | None:
    """The profile of samples that are light to the power of `gamma` (1 / 2.2 is usual).

    Parameters
    ----------
    points
        Chromaticities; those of sRGB where they are not given.
    """
    if not 0.05 <= gamma <= 20:
        return None
    try:
        return _profile(points or _PRIMARIES[1], _parametric((1 / gamma,)), is_gray=is_gray)
    except np.linalg.LinAlgError:
        return None


def _pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    m1, m2 = 2610 / 16384, 2523 / 32
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    power = signal ** (1 / m2)
    light: NDArray[np.float64] = (np.maximum(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1)
    return light


def _hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    light: NDArray[np.float64] = np.where(
        signal <= 0.5, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12
    )
    return light


def _xyz(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x / y, 1.0, (1 - x - y) / y]) if y else np.zeros(3)


def _fixed(values: Sequence[float] | NDArray[np.float64]) -> bytes:
    return b"".join(struct.pack(">i", round(float(value) * 65536)) for value in values)


def _parametric(numbers: tuple[float, ...]) -> bytes:
    kind = 0 if len(numbers) == 1 else 3
    return b"para" + bytes(4) + struct.pack(">HH", kind, 0) + _fixed(numbers)


def _sampled(light: NDArray[np.float64]) -> bytes:
    steps = np.rint(np.clip(light, 0, 1) * 65535).astype(">u2")
    return b"curv" + bytes(4) + struct.pack(">I", len(steps)) + steps.tobytes()


def _text(text: str) -> bytes:
    data = text.encode("utf-16-be")
    return (
        b"mluc"
        + bytes(4)
        + struct.pack(">II", 1, 12)
        + b"enUS"
        + struct.pack(">II", len(data), 28)
        + data
    )


def _profile(
    points: Points,
    curve: bytes,
    *,
    is_gray: bool,
    more: Sequence[tuple[bytes, bytes]] = (),
) -> bytes:
    white = _xyz(*points[:2])
    cones = _BRADFORD @ white
    if not np.all(cones > 0):
        raise np.linalg.LinAlgError("no white")
    to_d50 = np.linalg.inv(_BRADFORD) @ np.diag(_BRADFORD @ _D50 / cones) @ _BRADFORD
    tags = [
        (b"desc", _text("Colours of the photograph")),
        (b"cprt", _text("No copyright, use freely")),
        (b"wtpt", b"XYZ " + bytes(4) + _fixed(_D50)),
        (b"chad", b"sf32" + bytes(4) + _fixed(to_d50.ravel())),
        *more,
    ]
    if is_gray:
        tags.append((b"kTRC", curve))
    else:
        primaries = np.column_stack([_xyz(*points[at : at + 2]) for at in (2, 4, 6)])
        columns = to_d50 @ primaries @ np.diag(np.linalg.solve(primaries, white))
        for letter, column in zip(b"rgb", columns.T, strict=True):
            tags.append((bytes((letter,)) + b"XYZ", b"XYZ " + bytes(4) + _fixed(column)))
            tags.append((bytes((letter,)) + b"TRC", curve))
    return _assembled(tags, b"GRAY" if is_gray else b"RGB ")


def _assembled(tags: Sequence[tuple[bytes, bytes]], space: bytes) -> bytes:
    at = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    placed: dict[bytes, int] = {}
    for name, content in tags:
        if content not in placed:
            placed[content] = at + len(data)
            data += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", placed[content], len(content))
    header = struct.pack(
        ">I4sI4s4s4s12s4s",
        at + len(data),
        bytes(4),
        0x04300000,
        b"mntr",
        space,
        b"XYZ ",
        struct.pack(">6H", 2026, 1, 1, 0, 0, 0),
        b"acsp",
    )
    header += bytes(28) + _fixed(_D50)
    return header.ljust(128, b"\0") + table + data
