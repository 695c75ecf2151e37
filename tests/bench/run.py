"""`make bench`: runs the benchmarks and prints one table with ratios against baselines.

Every row was measured in this run, the baseline too. `make bench BENCH="networks masks"` runs
some only. Nothing here asserts: tests assert, benchmarks tell.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    return sorted(p.stem for p in FOLDER.glob("*.py") if p.stem not in {"run", "measure"})


def load(name: str) -> object:
    path = FOLDER / f"{name}.py"
    if not path.is_file():
        sys.exit(f"There is no benchmark {name!r}; there are: {', '.join(names())}.")
    spec = importlib.util.spec_from_file_location(f"bench_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cell(value: object, form: str) -> str:
    return (
        format(value, form)
        if isinstance(value, int | float)
        else ""
        if value is None
        else str(value)
    )


def main(wanted: list[str]) -> None:
    sys.path.insert(0, str(FOLDER))
    print(f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, ", end="")
    print(f"Python {platform.python_version()}, {platform.system()}\n")
    head = f"{'benchmark':<58} {'seconds':>9} {'baseline':>9} {'ratio':>6} {'peak MiB':>9}  note"
    print(head + "\n" + "-" * len(head), flush=True)
    for name in wanted or names():
        for row in load(name).run():  # type: ignore[attr-defined]
            print(
                f"{row['name']:<58} {cell(row.get('seconds'), '9.3f'):>9} "
                f"{cell(row.get('baseline_seconds'), '9.3f'):>9} "
                f"{cell(row.get('ratio'), '6.2f'):>6} {cell(row.get('peak_mib'), '9.0f'):>9}  "
                f"{row.get('note', '')}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
