"""The wheel: the same bytes every time, small, and enough in a clean environment of every Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.imaging.files import read_photo
from inpaint_studio.imaging.mask_file import read_mask

pytestmark = [pytest.mark.nightly, pytest.mark.timeout(1800)]

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
LARGEST_BYTES = 40_000_000
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
NO_NETWORK = ("Failed to establish a new connection", "name resolution", "Network is unreachable")


def built(out: Path) -> Path:
    script = ROOT / "packaging" / "build_packages.py"
    done = subprocess.run(
        [sys.executable, script, out, "wheel"], capture_output=True, text=True, timeout=600
    )
    skip_without_network(done)
    assert done.returncode == 0, done.stderr
    (wheel,) = out.glob("*.whl")
    return wheel


def skip_without_network(done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode and any(word in done.stderr for word in NO_NETWORK):
        pytest.skip("packages cannot be fetched here")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("wheel"))


def test_two_builds_are_one_file_and_small(wheel: Path, tmp_path: Path) -> None:
    again = built(tmp_path)
    assert again.read_bytes() == wheel.read_bytes()
    assert wheel.stat().st_size < LARGEST_BYTES
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for part in ("models/studio-fill/card.json", "resources/manual/zh_CN/masks.md"):
        assert f"inpaint_studio/{part}" in names
    assert not [name for name in names if "/training/" in name and "/models/" in name]


def interpreter(version: str) -> Path:
    """A Python of that version: on the PATH, or one that pyenv keeps."""
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    beside = sorted(kept.glob(f"{version}.*/bin/python{version}"))
    on_path = shutil.which(f"python{version}")
    for found in [*beside, *([Path(on_path)] if on_path else [])]:
        asked = subprocess.run([found, "-c", "import venv, ensurepip"], capture_output=True)
        if asked.returncode == 0:
            return found
    pytest.skip(f"there is no Python {version} here")


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_enough_in_a_clean_environment(wheel: Path, tmp_path: Path, version: str) -> None:
    subprocess.run([interpreter(version), "-m", "venv", tmp_path / "venv"], check=True, timeout=120)
    binaries = tmp_path / "venv" / "bin"
    install = [binaries / "python", "-m", "pip", "install", "--quiet", wheel]
    done = subprocess.run(install, capture_output=True, text=True, timeout=900)
    skip_without_network(done)
    assert done.returncode == 0, done.stderr
    (tmp_path / "home").mkdir()
    photo, mask, result = SAMPLES / "coffee.jpg", SAMPLES / "coffee.mask.png", tmp_path / "out.png"
    command = [binaries / "inpaint-studio", "restore", photo, "--mask", mask, "-o", result]
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "LANG")}
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env={**kept, "HOME": str(tmp_path / "home"), "PYTHONWARNINGS": "error::DeprecationWarning"},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    before, after = read_photo(photo).image, read_photo(result).image
    hole = read_mask(mask)
    np.testing.assert_array_equal(after[~hole], before[~hole])
    assert (after[hole] != before[hole]).any()
