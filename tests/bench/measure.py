"""What benchmarks share: median wall time, and peak memory of a child process."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable


def with_bytecode() -> dict[str, str]:
    """This environment, but Python keeps what it compiled, as it does where users start it."""
    return {n: text for n, text in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}


def median_seconds(function: Callable[[], object], runs: int = 5, warm_up: int = 1) -> float:
    for _ in range(warm_up):
        function()
    times = []
    for _ in range(runs):
        started = time.perf_counter()
        function()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def paired_seconds(
    function: Callable[[], object], baseline: Callable[[], object], runs: int = 5
) -> tuple[float, float, float]:
    """Medians of both, and of their ratio pair by pair, run in turn after one warm-up each.

    Taking turns keeps the ratio honest on a machine whose speed drifts.
    """
    function()
    baseline()
    pairs = []
    for _ in range(runs):
        started = time.perf_counter()
        function()
        between = time.perf_counter()
        baseline()
        pairs.append((between - started, time.perf_counter() - between))
    return (
        statistics.median(ours for ours, _ in pairs),
        statistics.median(theirs for _, theirs in pairs),
        statistics.median(ours / theirs for ours, theirs in pairs),
    )


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
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    values: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return values
