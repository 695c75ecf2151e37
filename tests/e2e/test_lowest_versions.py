"""The lowest versions that pyproject.toml admits install together, and the product works with them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FLOOR = re.compile(r"([\w-]+)>=([\d.]+)")
# What needs neither PyTorch nor a window: files, projects, batches, fills.
CORE = ("imaging", "document", "jobs", "batch", "settings")
NEEDS_PYTORCH = "tests/unit/jobs/test_process.py::test_checkpoints_are_imported_aside"
TOOLS = ("pytest", "pytest-qt", "pytest-timeout", "hypothesis")


def floors(requirements: list[str]) -> list[str]:
    """Each requirement that holds for this Python, at its floor (its newest patch)."""
    from packaging.requirements import Requirement

    found = []
    for each in requirements:
        requirement = Requirement(each)
        if requirement.marker is None or requirement.marker.evaluate():
            lowest = FLOOR.match(each)
            assert lowest is not None, f"{each} has no floor"
            found.append(f"{lowest[1]}=={lowest[2]}.*")
    return found


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_the_lowest_versions_pass(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    lowest = floors(project["dependencies"] + extras["heif"] + extras["jxl"])
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    done = subprocess.run([*install, *lowest, *TOOLS], capture_output=True, text=True)
    if "No matching distribution" in done.stderr:
        pytest.skip("the packages cannot be fetched here")
    assert done.returncode == 0, done.stderr[-2000:]
    without_deps = [*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    subprocess.run([*install, "hatchling"], check=True)
    subprocess.run(without_deps, check=True)
    tests = [str(ROOT / "tests" / "unit" / each) for each in CORE]
    run = [str(python), "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    run += ["--deselect", NEEDS_PYTORCH, *tests]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
