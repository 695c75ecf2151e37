"""Start-up times of the command, each a fresh process; the baseline is Python itself."""

from __future__ import annotations

import subprocess
import sys

from measure import median_seconds

COMMANDS = (
    ("--help", ["-m", "inpaint_studio", "--help"]),
    ("restore --help", ["-m", "inpaint_studio", "restore", "--help"]),
    ("models list", ["-m", "inpaint_studio", "models", "list"]),
    ("import inpaint_studio", ["-c", "import inpaint_studio"]),
)


def run() -> list[dict[str, object]]:
    def seconds(arguments: list[str]) -> float:
        return median_seconds(
            lambda: subprocess.run([sys.executable, *arguments], capture_output=True, check=False)
        )

    bare_s = seconds(["-c", "pass"])
    return [
        {"name": f"start: {name}", "seconds": s, "baseline_seconds": bare_s, "ratio": s / bare_s}
        for name, s in ((name, seconds(arguments)) for name, arguments in COMMANDS)
    ]
