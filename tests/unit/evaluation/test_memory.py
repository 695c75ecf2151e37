"""Memory growth of a stretch of work."""

from __future__ import annotations

import numpy as np

from inpaint_studio.evaluation.memory import MemoryProbe


def test_growth_is_seen_and_freed_memory_counts_as_peak() -> None:
    probe = MemoryProbe()
    block = np.ones(8 << 20, np.float64)
    assert block[-1] == 1.0
    del block
    use = probe.read()
    # Absent where the system does not tell.
    assert use.process_mib is None or 60.0 < use.process_mib < 120.0
    assert use.device_mib is None or use.device_mib >= 0.0
