"""What benchmarks share: median wall time, and peak memory of a child process."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def median_seconds(function: Callable[[], object], runs: int = 5, warm_up: int = 1) -> float:
    for _ in range(warm_up):
        function()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def in_child(code: str, timeout_s: float = 900) -> dict[str, float]:
    """Run `code`, which sets `seconds` (and may set others in `extra`), in a fresh interpreter.

    Peak memory is that of the child alone, less what it held when it set `base_kib`.
    """
    program = (
        "import resource, json, time\n"
        "base_kib = 0\nextra = {}\n"
        "def held(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"{code}\n"
        "print(json.dumps({'seconds': seconds, 'peak_mib': (held() - base_kib) / 1024, **extra}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=timeout_s, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    values: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return values
