"""How far a run is."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RunState"]


@dataclass(frozen=True)
class RunState:
    """Steps done, samples seen by all processes, seconds of training so far."""

    step: int = 0
    samples: int = 0
    elapsed_s: float = 0.0
